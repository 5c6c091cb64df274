"""JSON and JSON Lines: whose keys, and what happens when they are wrong."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.schema import Article
from summarizer.sources import Defaults, Failed, Found, read, read_article
from summarizer.sources.limits import MAX_BYTES

FERRY = "The harbour board of Oldhaven will stop the ferries in June. “We regret it,” said Mara Lind."


def results(folder: Path, content: str | bytes, name: str = "feed.jsonl") -> list[Found | Failed]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [_relative(result, folder) for result in read([str(path)])]


def _relative(result: Found | Failed, folder: Path) -> Found | Failed:
    source = result.source.removeprefix(f"{folder}/")
    if isinstance(result, Failed):
        return Failed(source, result.error)
    return Found(source, result.article, result.notes)


def lines(*values: Any) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def article(folder: Path, **keys: Any) -> Article:
    (result,) = results(folder, json.dumps(keys), "a.json")
    assert isinstance(result, Found)
    return result.article


line_of_text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1)


@given(
    text=st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: any(c.isalnum() for c in text)),
    title=st.none() | line_of_text,
    outlet=st.none() | line_of_text,
    published=st.none() | st.dates().map(str) | st.datetimes().map(lambda moment: moment.isoformat()),
    basis=st.sampled_from(["metadata", "in_text"]),
)
def test_an_article_written_as_json_comes_back_the_same(
    text: str, title: str | None, outlet: str | None, published: str | None, basis: Any
) -> None:
    written = Article(text=text, title=title, outlet=outlet, language="de", published="2022-04-22")
    if published:
        written = Article(**(written.model_dump() | {"published": published, "published_basis": basis}))
    stream = io.TextIOWrapper(io.BytesIO(written.model_dump_json().encode()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", stream)
        assert read_article("-") == written


def test_our_own_keys(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        id="a-1",
        title="Ferries to stop",
        published="2026-05-12 10:00:00",
        outlet="Post",
        lang="en_GB",
        text=FERRY,
    )
    assert found == Article(
        id="a-1", title="Ferries to stop", published="2026-05-12 10:00:00", outlet="Post", language="en-GB", text=FERRY
    )


def test_the_keys_of_news_please(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        authors=["Ida Berg", "Tom Hale"],
        date_download="2026-05-13 08:00:00",
        date_modify="None",
        date_publish="2026-05-12 10:00:00",
        description="Ferries to stop in June",
        filename="x.json",
        image_url=None,
        language="en",
        localpath=None,
        maintext=FERRY,
        source_domain="post.example",
        text=None,
        title="Ferries to stop",
        title_page=None,
        title_rss=None,
        url="https://post.example/ferries",
    )
    assert found == Article(
        text=FERRY,
        title="Ferries to stop",
        published="2026-05-12 10:00:00",
        outlet="post.example",
        byline="Ida Berg, Tom Hale",
        language="en",
        url="https://post.example/ferries",
    )


def test_a_date_that_news_please_did_not_find_is_none(tmp_path: Path) -> None:
    (result,) = results(tmp_path, lines({"maintext": FERRY, "date_publish": "None"}))
    assert isinstance(result, Found)
    assert result.article.published_basis == "unknown"
    assert not any("None" in note for note in result.notes)


def test_the_keys_of_ninjs_1(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        uri="http://agency.example/20260512-1",
        type="text",
        versioncreated="2026-05-12T10:37:00Z",
        firstcreated="2026-05-11T09:00:00Z",
        language="en",
        byline="Ida Berg",
        title="ferries-slug",
        headline="Ferries to stop",
        infosource=[{"name": "Northern Agency", "rel": "supplied"}],
        body_text="Ferries stop in June. The board regrets it.",
        body_xhtml="<p>Ferries stop &amp; rest in June.</p><figure><figcaption>A ferry</figcaption></figure>"
        "<p>The board\n regrets it.</p>",
    )
    assert found.id == "http://agency.example/20260512-1"
    assert (found.title, found.outlet, found.byline) == ("Ferries to stop", "Northern Agency", "Ida Berg")
    assert found.published == "2026-05-12T10:37:00Z"
    assert found.text == "Ferries stop & rest in June.\n\nThe board regrets it."


def test_the_keys_of_ninjs_2(tmp_path: Path) -> None:
    found = article(
        tmp_path,
        uri="urn:example:1",
        by="Von Ida Berg",
        copyrightholder="Nordagentur",
        headlines=[{"role": "short", "value": "Fähren"}, {"role": "main", "value": "Fähren vor dem Aus"}],
        bodies=[
            {"role": "nitf", "contenttype": "application/xml", "value": "<nitf>kein Text</nitf>"},
            {"role": "html", "contenttype": "text/html", "value": "<p>Die Fähren fallen aus.</p>"},
            {"role": "text", "contenttype": "text/plain", "value": "Die Fähren\nfallen aus."},
        ],
        versioncreated="2026-05-12T10:37:00+02:00",
        language="de",
    )
    assert found.text == "Die Fähren\nfallen aus."
    assert (found.title, found.byline, found.outlet) == ("Fähren vor dem Aus", "Von Ida Berg", "Nordagentur")


def test_text_in_json_is_left_as_it_is(tmp_path: Path) -> None:
    text = "\ufeff One.\r\n\tTwo.\0 Three. \n"
    assert article(tmp_path, text=text).text == text


def test_wrong_json_on_line_7_costs_line_7_alone(tmp_path: Path) -> None:
    good = [json.dumps({"text": f"Report {number}. {FERRY}"}) for number in range(1, 10)]
    good[6] = '{"text": "cut off here'
    found = results(tmp_path, "\n".join(good))
    assert [result.source for result in found] == [f"feed.jsonl:{number}" for number in range(1, 10)]
    (failed,) = [result for result in found if isinstance(result, Failed)]
    assert "feed.jsonl:7: this is not valid JSON" in failed.error.problem
    assert failed.error.remedy


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[1, 2]", "a list, not an object"),
        ('"words"', "a string, not an object"),
        ('{"title": "No text"}', r"no text in this object \(its keys: title\)"),
        ('{"text": 5}', "`text` is a number"),
        ('{"text": " \\n"}', "no text"),
        ("[" * 100_000, "not valid JSON"),
        ('{"text": ' + "9" * 5000 + "}", "not valid JSON"),
    ],
)
def test_a_line_that_is_no_article_is_named_with_a_remedy(tmp_path: Path, line: str, says: str) -> None:
    failed, found = results(tmp_path, line + "\n" + lines({"text": FERRY}))
    assert isinstance(failed, Failed)
    assert isinstance(found, Found)
    with pytest.raises(ReadError, match=rf"feed\.jsonl:1: .*{says}"):
        raise failed.error
    assert failed.error.remedy


def test_a_summary_is_not_an_article(tmp_path: Path) -> None:
    (failed,) = results(tmp_path, lines({"article": {"id": "a"}, "gist": "Ferries stop.", "run": {}}))
    assert isinstance(failed, Failed)
    assert "summarizer merge" in failed.error.remedy


def test_blank_lines_byte_order_marks_and_windows_lines_are_passed_over(tmp_path: Path) -> None:
    one, two = lines({"text": "First."}), lines({"text": "Second."})
    found = results(tmp_path, "\ufeff" + one.replace("\n", "\r\n") + "\r\n\n" + "\ufeff" + two)
    assert [result.source for result in found if isinstance(result, Found)] == ["feed.jsonl:1", "feed.jsonl:4"]


def test_json_lines_as_powershell_writes_them(tmp_path: Path) -> None:
    content = "\ufeff" + lines({"text": "Brücke zu."}, {"text": "Fähre\u0a0d aus."})  # U+0A0D holds the byte of “\n”
    found = results(tmp_path, content.encode("utf-16-le"))
    assert [result.article.text for result in found if isinstance(result, Found)] == ["Brücke zu.", "Fähre\u0a0d aus."]


def test_a_line_in_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    text = "Le maire a déclaré que le pont fermera en février, même à regret."
    (found,) = results(tmp_path, json.dumps({"text": text}, ensure_ascii=False).encode("cp1252"))
    assert isinstance(found, Found)
    assert found.article.text == text
    assert any("cp1252" in note for note in found.notes)


def test_unknown_keys_are_named_once_a_file(tmp_path: Path) -> None:
    first, second, third = results(
        tmp_path,
        lines({"text": "One.", "mood": 1}, {"text": "Two.", "mood": 2}, {"text": "Three.", "mood": 3, "desk": 4}),
    )
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert isinstance(third, Found)
    assert "keys not used: mood" in first.notes
    assert not any("mood" in note for note in (*second.notes, *third.notes))
    assert "keys not used: desk" in third.notes


def test_a_date_that_is_none_costs_the_date_and_not_the_article(tmp_path: Path) -> None:
    (found,) = results(tmp_path, lines({"text": FERRY, "published": "last spring"}))
    assert isinstance(found, Found)
    assert (found.article.published, found.article.published_basis) == (None, "unknown")
    assert any("last spring" in note and "2022-04-22" in note for note in found.notes)


@pytest.mark.parametrize(
    ("given_date", "published"),
    [
        ("2026-05-12T10:00:00Z", "2026-05-12T10:00:00Z"),
        ("Tue, 12 May 2026 10:00:00 +0200", "2026-05-12T10:00:00+02:00"),
        ("12 May 2026", "2026-05-12"),
    ],
)
def test_dates_as_feeds_write_them(tmp_path: Path, given_date: str, published: str) -> None:
    assert article(tmp_path, text=FERRY, published=given_date).published == published


def test_values_of_the_wrong_kind_are_told_and_not_used(tmp_path: Path) -> None:
    (found,) = results(tmp_path, lines({"text": FERRY, "title": True, "language": "English", "id": 17}))
    assert isinstance(found, Found)
    assert (found.article.id, found.article.title, found.article.language) == ("17", None, "en")  # by its words
    assert any("title" in note for note in found.notes)
    assert any("English" in note for note in found.notes)


def test_a_lone_surrogate_is_replaced_in_place(tmp_path: Path) -> None:
    (found,) = results(tmp_path, '{"text": "Half a face \\ud83d here", "title": "\\udc00 x"}')
    assert isinstance(found, Found)
    assert found.article.text == "Half a face \ufffd here"
    assert any("surrogate" in note for note in found.notes)
    found.article.model_dump_json().encode()


def test_an_array_gives_its_articles_by_number(tmp_path: Path) -> None:
    found = results(tmp_path, json.dumps([{"text": "One."}, {"title": "none"}, {"text": "Three."}], indent=2), "x.json")
    assert [(result.source, type(result)) for result in found] == [
        ("x.json[0]", Found),
        ("x.json[1]", Failed),
        ("x.json[2]", Found),
    ]


@pytest.mark.parametrize("tail", [',{"text": "Thr', '{"text": "Three."}]', "", " oops]"])
def test_what_stands_before_a_fault_in_an_array_is_kept(tmp_path: Path, tail: str) -> None:
    found = results(tmp_path, '[{"text": "One."},\n{"text": "Two."}\n' + tail, "x.json")
    assert [result.source for result in found] == ["x.json[0]", "x.json[1]", "x.json"]
    assert isinstance(found[-1], Failed)
    assert "x.json:3: this is not valid JSON" in found[-1].error.problem


def test_json_lines_named_json_are_told_apart(tmp_path: Path) -> None:
    first, failed = results(tmp_path, lines({"text": "One."}, {"text": "Two."}), "x.json")
    assert isinstance(first, Found)
    assert isinstance(failed, Failed)
    assert ".jsonl" in failed.error.remedy


@pytest.mark.parametrize(("name", "content"), [("x.json", "[]"), ("x.json", ""), ("x.jsonl", "\n\n"), ("x.jsonl", "")])
def test_empty_json_is_an_error(tmp_path: Path, name: str, content: str) -> None:
    (failed,) = results(tmp_path, content, name)
    assert isinstance(failed, Failed)
    assert "empty" in failed.error.problem


def test_a_feed_larger_than_memory_is_willing_to_hold_streams(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    with path.open("w") as stream:
        for number in range(300):
            stream.write(json.dumps({"text": f"Report {number}. " + FERRY * 750}) + "\n")
    assert path.stat().st_size > 20_000_000
    next(read([str(path)]))
    tracemalloc.start()
    count = sum(isinstance(result, Found) for result in read([str(path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 2_000_000


def test_a_line_that_is_too_long_costs_itself_alone(tmp_path: Path) -> None:
    found = results(tmp_path, lines({"text": "One."}) + "x" * (2 * MAX_BYTES + 5) + "\n" + lines({"text": "Three."}))
    assert [(result.source, type(result)) for result in found] == [
        ("feed.jsonl:1", Found),
        ("feed.jsonl:2", Failed),
        ("feed.jsonl:3", Found),
    ]


def test_defaults_reach_every_line(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(lines({"text": "One.", "outlet": "Own"}, {"text": "Two."}))
    found = [result for result in read([str(path)], Defaults(outlet="Given")) if isinstance(result, Found)]
    assert [result.article.outlet for result in found] == ["Own", "Given"]


def test_one_article_is_asked_for_and_there_are_two(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text(lines({"text": "One."}, {"text": "Two."}))
    with pytest.raises(ReadError, match="more than one article"):
        read_article(str(path))

"""Headline, byline, day and dateline of plain text: four things."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.schema import Article
from summarizer.sources import Defaults, Found, read, read_article
from summarizer.sources.markdown import front_matter
from summarizer.sources.text_header import read_header
from summarizer.text.dateline import find_dateline
from summarizer.text.languages import detect_language
from summarizer.text.numbering import number

BODY = "The harbour board will stop the ferries in June, its chair said.\n\nIslanders were not asked about it.\n"
DATELINE = "RAVNA (Agency Balt) - March 10, 2026, 14:20 GMT"


def article(folder: Path, text: str, name: str = "a.txt", **defaults: str) -> Article:
    (folder / name).write_text(text)
    return read_article(str(folder / name), Defaults(**defaults))


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_headline_byline_day_and_dateline_are_four_things(tmp_path: Path, between: str) -> None:
    header = between.join(["Ferries to stop", "By Helen Marsh", "Published: 10 March 2026"])
    found = article(tmp_path, f"{header}\n\n{DATELINE}\n\n{BODY}")
    assert (found.title, found.byline, found.published) == ("Ferries to stop", "Helen Marsh", "2026-03-10")
    assert found.published_basis == "in_text"
    assert found.text == f"{DATELINE}\n\n{BODY}"


def test_a_dateline_gives_the_moment_and_is_no_headline(tmp_path: Path) -> None:
    found = article(tmp_path, f"{DATELINE}\n\n{BODY}")
    assert (found.title, found.published) == (None, "2026-03-10T14:20:00+00:00")
    assert number(found).headline is None
    dateline = find_dateline(found.text)
    assert dateline
    assert (dateline.place, dateline.agency) == ("RAVNA", "Agency Balt")


def test_a_dateline_before_the_first_sentence_dates_the_article(tmp_path: Path) -> None:
    text = f"LONDON, March 6, 2008 (Reuters) - {BODY}"
    found = article(tmp_path, text)
    assert (found.published, found.published_basis, found.text) == ("2008-03-06", "in_text", text)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Helen Marsh", "Helen Marsh"),
        ("BY HELEN MARSH", "HELEN MARSH"),
        ("By Helen Marsh and Tom de Vries", "Helen Marsh and Tom de Vries"),
        ("By Helen Marsh | 10 March 2026", "Helen Marsh"),
        ("Von Ida Berg", "Ida Berg"),
        ("Par Élodie Roux", "Élodie Roux"),
        ("Por Ana Ruiz", "Ana Ruiz"),
    ],
)
def test_bylines(tmp_path: Path, line: str, byline: str) -> None:
    found = article(tmp_path, f"Ferries to stop\n{line}\n\n{BODY}")
    assert (found.title, found.byline, found.text) == ("Ferries to stop", byline, BODY)


@pytest.mark.parametrize(
    "opening",
    ["By Monday the bridge will be closed", "Por fin llega el tren", "Ferries to stop", "By train and by ship"],
)
def test_what_is_no_header_stays_where_it_is(tmp_path: Path, opening: str) -> None:
    found = article(tmp_path, f"{opening}\n\n{BODY}")
    assert (found.byline, found.text) == (None, f"{opening}\n\n{BODY}")


def test_a_day_right_below_the_headline_is_no_part_of_it(tmp_path: Path) -> None:
    found = article(tmp_path, f"Ferries to stop\n10 March 2026\n\n{BODY}")
    assert (found.title, found.published, found.text) == ("Ferries to stop", "2026-03-10", BODY)


@pytest.mark.parametrize("glue", ["", " "])
def test_a_headline_that_a_crawler_glued_to_the_text(tmp_path: Path, glue: str) -> None:
    title = "Ferries to the islands will stop in June"
    (tmp_path / "a.json").write_text(f'{{"title": "{title}", "text": "{title}{glue}The board says so."}}')
    assert read_article(str(tmp_path / "a.json")).text == "The board says so."
    if not glue:
        found = article(tmp_path, f"{title}The board says so.\n\n{BODY}")
        assert (found.title, found.text) == (title, f"The board says so.\n\n{BODY}")


def test_a_sentence_that_begins_as_the_headline_is_kept(tmp_path: Path) -> None:
    text = "Ferries to stop Tuesday, the board says."
    (tmp_path / "a.json").write_text(f'{{"title": "Ferries to stop", "text": "{text}"}}')
    assert read_article(str(tmp_path / "a.json")).text == text
    assert article(tmp_path, "Fans of YouTube and LaGuardia met in June.\n").title is None


LABELLED = {
    "en": ("Title: {0}", "Outlet: {1}", "Date: {2}", "By: {3}"),
    "capitals": ("HEADLINE: {0}", "SOURCE: {1}", "PUBLISHED: {2}", "AUTHOR: {3}"),
    "bold": ("**Title:** {0}", "**Publication:** {1}", "**Date:** {2}", "**Byline:** By {3}"),
    "de": ("Titel: {0}", "Medium: {1}", "Datum: {2}", "Von: {3}"),
    "fr": ("Titre : {0}", "Source : {1}", "Date : {2}", "Par : {3}"),
    "es": ("Título: {0}", "Medio: {1}", "Fecha: {2}", "Por: {3}"),
    "it": ("Titolo: {0}", "Testata: {1}", "Data: {2}", "Di: {3}"),
    "pl": ("Tytuł: {0}", "Źródło: {1}", "Data: {2}", "Autor: {3}"),
    "ru": ("Заголовок: {0}", "Издание: {1}", "Дата: {2}", "Автор: {3}"),
    "zh": ("标题：{0}", "来源：{1}", "日期：{2}", "作者：{3}"),
}


@pytest.mark.parametrize("labels", LABELLED.values(), ids=LABELLED)
@pytest.mark.parametrize(("order", "between"), [((0, 1, 2, 3), "\n"), ((3, 2, 1, 0), "\n\n"), ((2, 0, 3, 1), "\r\n")])
def test_labelled_lines_in_any_order(
    tmp_path: Path, labels: tuple[str, ...], order: tuple[int, ...], between: str
) -> None:
    values = ("Ferries to stop", "Hafen Post", "2026-03-10", "Helen Marsh")
    header = between.join(labels[at].format(*values) for at in order)
    (tmp_path / "a.txt").write_text(f"{header}{between}\n{BODY}", newline="")
    found = read_article(str(tmp_path / "a.txt"))
    assert (found.title, found.outlet, found.published, found.byline) == values
    assert found.text == BODY


@pytest.mark.parametrize(
    ("header", "title", "outlet", "published"),
    [
        ("Ferries to stop\nSource: Hafen Post\nDate: 10 March 2026", "Ferries to stop", "Hafen Post", "2026-03-10"),
        ("Ferries to stop\nHafen Post | 10 March 2026 | By Ida Berg", "Ferries to stop", "Hafen Post", "2026-03-10"),
        ("Title: Ferries to stop\nSection: News\nTags: sea\nText:", "Ferries to stop", None, None),
        (
            "Title: Ferries to stop\nDate: 10 March 2026, 14:20 GMT\n---",
            "Ferries to stop",
            None,
            "2026-03-10T14:20:00+00:00",
        ),
        ("Title: Ferries to stop", "Ferries to stop", None, None),
    ],
)
def test_headers_with_some_labels(
    tmp_path: Path, header: str, title: str, outlet: str | None, published: str | None
) -> None:
    found = article(tmp_path, f"{header}\n\n{BODY}")
    assert (found.title, found.outlet, found.published, found.text) == (title, outlet, published, BODY)


@pytest.mark.parametrize(
    "opening",
    [
        "Note: the ferries were old\nFact: they sank",
        "Q: What happens?\nA: The ferries stop.",
        "Source: the ministry",
        "The programme of the day:\nDate: Tuesday\nBy: ferry",
    ],
)
def test_lines_with_a_colon_are_no_header(tmp_path: Path, opening: str) -> None:
    found = article(tmp_path, f"{opening}\n\n{BODY}")
    assert (found.title, found.outlet, found.text) == (None, None, f"{opening}\n\n{BODY}")


def test_a_labelled_day_that_is_none_is_told_and_the_address_of_an_author_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Title: Ferries\nDate: tomorrow\nBy: Ida Berg (ida@post.example)\n\n{BODY}")
    (found,) = read([str(tmp_path / "a.txt")])
    assert isinstance(found, Found)
    assert (found.article.byline, found.article.published) == ("Ida Berg", None)
    assert any("tomorrow" in note for note in found.notes)


@given(st.text(max_size=300))
def test_no_text_trips_the_reader_of_headers(text: str) -> None:
    assert 0 <= read_header(text, None).end <= len(text)


@pytest.mark.parametrize(
    ("lines", "byline", "outlet", "day"),
    [
        ("By Helen Marsh\nUpdated 10 March 2026, 14:20", "Helen Marsh", None, "2026-03-10"),
        ("By Helen Marsh\nPublished: 9 March 2026\nUpdated: 10 March 2026", "Helen Marsh", None, "2026-03-09"),
        ("By Helen Marsh\nPublished 9 March 2026, updated 10 March 2026", "Helen Marsh", None, "2026-03-09"),
        ("Updated 2 hours ago\nBy Helen Marsh", "Helen Marsh", None, None),
        ("Helen Marsh | The Ravna Times\nMarch 10, 2026", "Helen Marsh", "The Ravna Times", "2026-03-10"),
        ("HELEN MARSH | The Ravna Times", "HELEN MARSH", "The Ravna Times", None),
        ("By Helen Marsh | The Ravna Times", "Helen Marsh", "The Ravna Times", None),
    ],
)
def test_updates_and_bylines_without_by(
    tmp_path: Path, lines: str, byline: str, outlet: str | None, day: str | None
) -> None:
    found = article(tmp_path, f"Ferries to stop\n{lines}\n\n{BODY}")
    assert (found.title, found.byline, found.outlet, found.published) == ("Ferries to stop", byline, outlet, day)
    assert found.text == BODY


def test_an_update_above_the_headline_is_a_header_too(tmp_path: Path) -> None:
    found = article(tmp_path, f"Updated 10 March 2026\nFerries to stop\nBy Helen Marsh\n\n{BODY}")
    assert (found.title, found.published, found.text) == ("Ferries to stop", "2026-03-10", BODY)


@pytest.mark.parametrize("line", ["World News | The Ravna Times", "10 March | 12 March", "It is so. | It is not"])
def test_two_parts_of_a_line_are_no_author_and_outlet(tmp_path: Path, line: str) -> None:
    assert article(tmp_path, f"Ferries to stop\n{line}\n\n{BODY}").byline is None


@pytest.mark.parametrize(
    "text",
    [
        f"# Ferries to stop\n\nBy [Helen Marsh](https://x.example/m)\n\n{BODY}",
        f"Ferries to stop\nBy Helen Marsh\n\n{BODY.replace('ferries', '[ferries](https://x.example/f)')}",
    ],
)
def test_markdown_in_a_text_file_is_read_as_markdown(tmp_path: Path, text: str) -> None:
    found = article(tmp_path, text)
    assert (found.title, found.byline, found.text.split("\n")[0]) == (
        "Ferries to stop",
        "Helen Marsh",
        BODY.split("\n", maxsplit=1)[0],
    )
    assert "](" not in found.text


def test_what_only_looks_like_markdown_stays_as_it_is(tmp_path: Path) -> None:
    text = "We are #1 * of all [sic] (see page 4), she said. #Ravna\n#1 of the charts is _hers_, as in 2019.\n"
    assert article(tmp_path, text).text == text


@pytest.mark.parametrize("mark", ["---", "+++"])
def test_front_matter_of_markdown(tmp_path: Path, mark: str) -> None:
    sign = ":" if mark == "---" else " ="
    front = "\n".join(
        f'{key}{sign} "{value}"'
        for key, value in {
            "title": "Ferries: the end",
            "author": "Ida Berg",
            "date": "2026-05-12",
            "outlet": "Post",
        }.items()
    )
    found = article(
        tmp_path, f"{mark}\n{front}\n{mark}\n\n# Ferries\n\nThe [board](http://b.example) will *stop* it.\n", "a.md"
    )
    assert (found.title, found.byline, found.published) == ("Ferries: the end", "Ida Berg", "2026-05-12")
    assert (found.outlet, found.text) == ("Post", "Ferries\n\nThe board will stop it.")


def test_a_rule_of_dashes_is_no_front_matter(tmp_path: Path) -> None:
    text = "---\nThe ferries stop, he said.\n---\nMore.\n"
    assert article(tmp_path, text).text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayor said on Tuesday that the bridge would be closed because nobody had paid for it.", "en"),
        ("Die Bürgermeisterin sagte am Dienstag, die Brücke bleibe bis zum Herbst gesperrt.", "de"),
        ("市长周二表示,由于无人支付维修费用,大桥将关闭至秋季。工会宣布从周一起罢工三天。", "zh"),
        ("Lund 3, Hess 2, Kovac 1 (12, 40, 77)", None),
        ("12:40 4-2 17.5 33 998", None),
    ],
)
def test_a_language_is_told_only_when_it_is_sure(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_what_is_given_goes_before_what_is_detected(tmp_path: Path) -> None:
    assert article(tmp_path, BODY, language="fr").language == "fr"
    assert article(tmp_path, BODY).language == "en"


def test_a_folded_value_and_a_list_of_front_matter(tmp_path: Path) -> None:
    front = "---\ntitle: >-\n  Ferries\n  to stop\nauthors:\n- Ida Berg\n- Tom Roux\ntags: [a, b]\n---\n\n"
    found = article(tmp_path, f"{front}{BODY}", "a.md")
    assert (found.title, found.byline, found.text) == ("Ferries to stop", "Ida Berg, Tom Roux", BODY.strip())


@pytest.mark.parametrize("lines", ["a:\n" + " - b\n" * 40_000, "a: x\n" + " b\n" * 40_000])
def test_front_matter_that_was_made_to_be_slow_takes_time_in_proportion(lines: str) -> None:
    begun = time.process_time()
    front_matter(f"---\n{lines}---\n{BODY}")
    assert time.process_time() - begun < 2, "seconds"

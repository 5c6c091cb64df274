"""Any text: no exception, nothing that grounding would refuse; and the reader behind the interface of answerers."""

from __future__ import annotations

import logging
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.extraction.answer import RawAnswer
from summarizer.extraction.grounding import ground
from summarizer.extraction.reader import ArticlePart
from summarizer.rules_reader import BuiltinReader
from summarizer.rules_reader.answer.reader import read_part
from summarizer.schema import Article
from summarizer.sources import Failed
from summarizer.sources import read as read_articles
from summarizer.text.numbering import number
from summarizer.usage import Usage
from tests.rules_reader.reading import PUBLISHED, read

ARTICLES = Path(__file__).parents[1] / "articles"
NEWS = (
    "“We won,” said the, mayor of Oslo Mr. Lee told reporters that Monday in 2023 – she “hoped to stay” until "
    "May 3, 2024; according to police $5 million 40% (WRO) who denied : ‘no’ and urged Peru to sell its U.S. unit. "
    "He has been accused of it? “"
)


def _part(
    text: str,
    *,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> ArticlePart:
    article = Article(text=text, published=PUBLISHED, outlet=outlet, url=url, title=title, language=language)
    numbered = number(article)
    return ArticlePart(numbered, 1, len(numbered.sentences))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(NEWS.split()),
            st.sampled_from(["\n\n", "\n", "“", "”", '"', "\u200e", "\ud800", "1\u00a0200"]),
            st.text(max_size=8),
        ),
        max_size=60,
    ),
    st.sampled_from(["en", "de", None, "xx"]),
)
def test_any_text_gives_nothing_that_grounding_refuses(pieces: list[str], language: str | None) -> None:
    text = "The mayor said that the bridge was safe. " + " ".join(pieces)
    assert read(text, language=language).faults == ()


@pytest.mark.parametrize("path", sorted(ARTICLES.rglob("*.*")), ids=lambda path: path.stem)
def test_grounding_refuses_nothing_in_the_example_articles(path: Path) -> None:
    for result in read_articles([str(path)]):
        assert not isinstance(result, Failed)
        numbered = number(result.article)
        assert ground(numbered, read_part(ArticlePart(numbered, 1, len(numbered.sentences)))).faults == ()


@pytest.mark.parametrize("language", ["de", None])
def test_another_language_gives_marked_quotations_and_days_alone(
    language: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    text = (
        "Die Stadt hat lange gewartet. „Wir haben lange genug gewartet“, sagte die Bürgermeisterin am Dienstag.\n\n"
        "Der Roman „Die Brücke“ erscheint am 17. Juni 2024 in Wien und auch in Graz."
    )
    with caplog.at_level(logging.WARNING):
        found = read(text, language=language)
    assert "not English" in caplog.text
    assert [(quote.text, quote.speakers, quote.cue) for quote in found.quotes] == [
        ("Wir haben lange genug gewartet", (), None)
    ]
    assert [event.time.edtf for event in found.events if event.time] == (["2024-06-17"] if language else [])
    assert found.stances == ()
    assert found.faults == ()


def test_capitals_alone_tell_no_names() -> None:
    found = read(
        "THE MAYOR SAID ON MONDAY THAT THE BRIDGE WAS CLOSED. “WE ARE VERY SORRY ABOUT IT,” SHE SAID. NOBODY WAS HURT."
    )
    assert [(quote.text, quote.speakers) for quote in found.quotes] == [("WE ARE VERY SORRY ABOUT IT,", ())]
    assert found.entities == ()


def test_a_transcript_gives_each_turn_to_its_speaker() -> None:
    found = read(
        "SMITH: I think we should start.\n\nJONES: No. Not before noon, as the chair said.\n\n"
        "SMITH (laughing): Fine by me."
    )
    names = {entity.id: (entity.name, entity.kind) for entity in found.entities}
    assert [(names[quote.speakers[0]], quote.text) for quote in found.quotes] == [
        (("SMITH", "person"), "I think we should start"),
        (("JONES", "person"), "No. Not before noon, as the chair said"),
        (("SMITH", "person"), "Fine by me"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The moon lay on the sea,\nThe sea gave back its foam;\nAnd none of all the ships at quay\nEver came home.",
        "Team\tPlayed\tPoints\nArsenal\t3\t9\nLeeds\t3\t6\nHull\t2\t1",
        "***",
        "1. 2. 3.",
    ],
    ids=["poem", "table", "signs", "numbers"],
)
def test_what_is_no_news_gives_nothing(text: str) -> None:
    found = read(text)
    assert (found.quotes, found.events, found.stances, found.faults) == ((), (), (), ())


def test_scanned_text_without_marks_still_has_its_speakers() -> None:
    found = read(
        "The mayor said We will not close the bridge. lt is safe, Karl Voss added, for cars but not for lorries."
    )
    names = {entity.id: entity.name for entity in found.entities}
    assert [[names[speaker] for speaker in quote.speakers] for quote in found.quotes] == [["The mayor"], ["Karl Voss"]]


def test_of_one_sentence_of_5000_words_only_what_it_quotes_is_read() -> None:
    rng = random.Random(5)
    words = "the council river and bridge said that would flood near old mill while people of town were he they".split()
    text = "The council said that " + " ".join(rng.choice(words) for _ in range(5000)) + "."
    found = read(text)
    assert (found.quotes, found.events, found.stances, found.faults) == ((), (), (), ())
    assert text.startswith(found.gist)


async def test_it_stands_behind_the_interface_of_answerers() -> None:
    answerer = BuiltinReader()
    part = _part("The mayor said the bridge was safe.")
    answer, usage = await answerer.answer(part)
    assert isinstance(answer, RawAnswer)
    assert usage == Usage()
    repair, usage = await answerer.repair(part, answer, [])
    assert (repair.gist, repair.entities, repair.events, repair.stances, repair.quotes, usage) == (
        "",
        [],
        [],
        [],
        [],
        Usage(),
    )
    assert answerer.model == "builtin"
    await answerer.aclose()


def test_the_key_holds_what_can_change_the_answer() -> None:
    answerer = BuiltinReader()
    part = _part("The mayor said the bridge was safe.", outlet="One", url="https://one.example/a")
    same = _part("The mayor said the bridge was safe.", outlet="One", url="https://two.example/b")
    assert answerer.key(part) == answerer.key(same)
    others = [
        _part("The mayor said the bridge was not safe.", outlet="One"),
        _part("The mayor said the bridge was safe.", outlet="Two"),
        _part("The mayor said the bridge was safe.", outlet="One", title="Safe"),
        _part("The mayor said the bridge was safe.", outlet="One", language="de"),
    ]
    assert len({answerer.key(each) for each in [part, *others]}) == 5


def test_a_part_reads_only_its_sentences_and_knows_whom_the_ones_before_named() -> None:
    numbered = number(
        Article(text="Ana Ruiz came.\n\n“It is late,” she said.\n\nThe mayor said it rained.", published=PUBLISHED)
    )
    found = ground(numbered, read_part(ArticlePart(numbered, 2, 2, 2, 3)), 2, 2)
    names = {entity.id: entity.name for entity in found.entities}
    assert [([names[s] for s in quote.speakers], quote.text) for quote in found.quotes] == [
        (["Ana Ruiz"], "It is late,")
    ]
    assert found.faults == ()


def test_the_gist_is_the_lead_without_its_dateline() -> None:
    found = read(
        "OSLO, May 14 (IOP) - A ferry sank off the coast on Tuesday after a fire, the coast guard said.\n\nIt rained."
    )
    assert found.gist.startswith("A ferry sank off the coast")


@pytest.mark.parametrize(
    "opening",
    [
        "<br>",
        "Photo: A ferry leaves the port of Oslo on a summer day in 2019.\n\n",
        "Sign up for our newsletter and never miss a story from the coast again.\n\n",
        "“It was very dark and it was very cold out there.”\n\n",
        "Who was it that let the ferry leave in such a storm?\n\n",
        "He had said it would not be his last journey to the north.\n\n",
    ],
    ids=["markup", "caption", "notice", "quotation", "question", "pronoun"],
)
def test_the_gist_is_no_furniture(opening: str) -> None:
    found = read(
        f"{opening}A ferry with eighty people on board sank off the coast on Tuesday after a fire.\n\nIt rained."
    )
    assert found.gist.startswith("A ferry with eighty people")

"""The words by which an article's story is known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.story_words import KEYS, TIE_KEYS, TIES, WORDS, StoryWords, story_words

LANGUAGES = st.sampled_from([None, "en", "de", "ru", "zh", "ja", "ko", "ar", "th", "hi", "tr", "sr", "et", "xx"])


@pytest.mark.parametrize("language", ["\x00", "the ferry sank", "12", "-"])
def test_what_is_no_language_code_is_no_part_of_the_key(language: str) -> None:
    assert story_words("Zeszutek", language=language).key.startswith("-")


def weight(words: StoryWords, word: str) -> int:
    return dict(zip(words.words, words.weights, strict=True)).get(word, 0)


@given(st.text(), st.none() | st.text(max_size=20), LANGUAGES, st.none() | st.dates())
def test_any_text_has_words_that_can_be_kept(
    text: str, title: str | None, language: str | None, day: dt.date | None
) -> None:
    words = story_words(text, title=title, language=language, day=day)
    assert StoryWords.load(words.dump()) == words
    assert words == story_words(text, title=title, language=language, day=day)
    assert len(words.words) <= WORDS
    assert len(words.pairs) <= WORDS
    assert len(words.ties) <= TIES
    assert len(words.keys) <= KEYS + TIE_KEYS
    assert all(words.weights) and list(words.weights) == sorted(words.weights, reverse=True)


def test_what_tells_nothing_is_left_out() -> None:
    words = story_words("She said that it wasn't what they had been told about the frigate Mysore.", language="en")
    assert words.words[:2] == ("mysore", "frigate")
    assert not set(words.words) & {"she", "said", "that", "it", "wasn't", "wasn", "what", "they", "had", "been", "the"}


def test_rare_words_names_and_figures_weigh_more_and_so_does_the_lead() -> None:
    text = (
        "The court heard Zeszutek and a frigate with 4,512 men. "
        + "It was as it was and so on. " * 20
        + "A sloop, too."
    )
    words = story_words(text, language="en")
    assert weight(words, "zeszutek") > weight(words, "frigate") > weight(words, "court")
    assert weight(words, "4512") > weight(words, "court")
    assert weight(words, "frigate") > weight(words, "sloop") > 0
    assert weight(story_words(text, title="Sloop", language="en"), "sloop") > weight(words, "sloop")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("12,500 people", "en"),
        ("12.500 Menschen", "de"),
        ("12\u202f500 personnes", "fr"),
        ("12 500 человек", "ru"),
        ("١٢٥٠٠ شخص", "ar"),
    ],
)
def test_a_figure_is_the_same_however_it_is_grouped(text: str, language: str) -> None:
    assert "12500" in story_words(text, language=language).ties


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Путин", "Путиным"),
        ("Киев", "Киеву"),
        ("Fico", "Fica"),
        ("O’Brien", "O'Brien's"),
        ("İmamoğlu", "Imamoglu"),
    ],
)
def test_a_name_is_one_tie_in_its_cases_and_spellings(one: str, other: str) -> None:
    language = {"П": "ru", "К": "ru", "F": "sk"}.get(one[0], "en")
    assert (
        story_words(f"{one} {one}", language=language).ties == story_words(f"{other} {other}", language=language).ties
    )


def test_scripts_are_tied_by_their_sound() -> None:
    ties = set(story_words("Владимир Путин в Гандлове", language="ru").ties)
    assert {"putin", "vlad", "gandl"} <= ties
    assert "putin" in story_words("Vladimir Putin came.", language="en").ties


def test_traditional_characters_are_the_simplified_ones() -> None:
    assert story_words("國家主席習近平會見馬克龍", language="zh-Hant").words == (
        story_words("国家主席习近平会见马克龙", language="zh").words
    )


def test_a_name_given_in_another_language_is_a_tie() -> None:
    english = story_words("Robert Fico was shot.", language="en")
    chinese = story_words("斯洛伐克总理菲佐遭枪击", extra_words=["Robert Fico"])
    assert set(english.ties) <= set(chinese.ties)

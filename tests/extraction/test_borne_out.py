"""What a model writes in its own words is borne out by the sentences that it points at, or it does not get out."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer.extraction.answer import RawAnswer
from summarizer.extraction.grounding import Grounded, ground
from summarizer.schema import Article
from summarizer.text.numbering import number

TEXT = (
    "Dr Ben Hale walked off the stage in Ravna on Monday after Mayor Ana Ruiz interrupted him. "
    "Ruiz said the debate had been fair.\n\n"
    "Hale later met reporters. He called for a new debate. The council turned the call down. "
    "Police counted about 300 people on the square. The weather was fine. Nobody was hurt. Buses ran late. "
    "A market was held. Owen Pike sold flowers."
)


def read(**lists: Any) -> Grounded:
    names = [("n1", "Ben Hale"), ("n2", "Ana Ruiz"), ("n3", "Owen Pike"), ("n4", "council")]
    entities = [{"i": handle, "n": name, "k": "person", "r": "", "o": ""} for handle, name in names]
    answer = RawAnswer.model_validate({"g": "Ben Hale walked off the stage [1].", "n": entities} | lists)
    return ground(number(Article(text=TEXT, published="2026-05-05", language="en")), answer)


def event(description: str, trigger: str, sentences: str, **fields: Any) -> dict[str, Any]:
    return {"d": description, "t": trigger, "p": "", "l": "", "s": "occurred", "a": sentences, "o": []} | fields


@pytest.mark.parametrize(
    ("description", "trigger", "sentences"),
    [
        ("Ben Hale walks off the stage", "walked off", "1"),
        ("Ben Hale meets reporters", "met", "3"),
        ("The council turns down Ben Hale's call for a debate", "turned", "4 5"),
        ("Ana Ruiz's interruption of Ben Hale", "interrupted", "1"),
    ],
)
def test_other_inflections_of_the_sentences_words_are_borne_out(description: str, trigger: str, sentences: str) -> None:
    assert not read(e=[event(description, trigger, sentences)]).faults


@pytest.mark.parametrize(
    "lists",
    [
        pytest.param({"e": [event("Ben Hale is shot dead by Ana Ruiz", "walked off", "1")]}, id="event"),
        pytest.param(
            {"s": [{"h": "n2", "v": "supports", "t": "the murder of Ben Hale", "a": "1", "o": []}]}, id="stance"
        ),
        pytest.param({"b": [{"d": "A mayor may be impeached by two thirds", "a": "2"}]}, id="fact"),
        pytest.param({"f": [{"w": "victims of the shooting", "t": "about 300", "a": "6", "e": ""}]}, id="figure"),
        pytest.param({"g": "Ben Hale was shot dead on the stage [1]."}, id="gist"),
        pytest.param({"e": [event("Ben Hale meets 500 reporters", "met", "3")]}, id="number"),
        pytest.param({"q": [{"s": "n3", "c": "said", "p": ["the debate … been fair"], "a": "2", "o": []}]}, id="who"),
        pytest.param({"s": [{"h": "n3", "v": "opposes", "t": "the debate", "a": "2", "o": []}]}, id="holder"),
    ],
)
def test_an_invention_is_asked_again_and_says_what_is_wrong(lists: dict[str, Any]) -> None:
    grounded = read(**lists)
    (fault,) = grounded.faults
    assert fault.mendable
    assert not (grounded.events or grounded.stances or grounded.facts or grounded.figures or grounded.quotes)
    assert "shot" not in grounded.gist
    assert "“" in fault.reason or "number" in fault.reason


def test_a_word_that_only_begins_a_sentence_is_no_name() -> None:
    grounded = read(g="Ben Hale walked off the stage [1]. Later, reporters met him [3].")
    assert grounded.gist == "Ben Hale walked off the stage. Later, reporters met him."
    assert [each.exact[:8] for each in grounded.gist_evidence] == ["Dr Ben H", "Hale lat"]


def test_a_name_in_mid_sentence_must_stand_in_the_article() -> None:
    (fault,) = read(g="Ben Hale walked off the stage in Springfield [1].").faults
    assert "Springfield" in fault.reason


def test_who_is_only_meant_by_a_pronoun_is_present() -> None:
    call = {"s": "n1", "c": "called for", "p": ["a new debate"], "a": "4", "o": []}
    assert read(q=[call]).quotes[0].speakers == ("n1",)


@pytest.mark.parametrize(
    ("language", "text", "name", "said", "invented"),
    [
        (
            "zh",
            "市议会周二否决了拆除旧桥的计划。市长林月表示：“这座桥是我们的记忆。”",
            "林月",
            "市议会否决拆除旧桥的计划",
            "市长林月被警察逮捕入狱",
        ),
        (
            "ar",
            "رفض مجلس المدينة يوم الثلاثاء هدم الجسر القديم. وقالت رئيسة البلدية ليلى حداد إن الجسر جزء من الذاكرة.",
            "ليلى حداد",
            "مجلس المدينة يرفض هدم الجسر",
            "الشرطة تعتقل اللصوص",
        ),
        (
            "ru",
            "Городской совет отклонил во вторник снос старого моста. Мэр Анна Рузова сказала, что мост останется.",
            "Анна Рузова",
            "городской совет отклоняет снос моста",
            "полиция арестовывает грабителей",
        ),
    ],
)
def test_other_scripts_are_checked_by_their_own_means(
    language: str, text: str, name: str, said: str, invented: str
) -> None:
    article = Article(text=text, published="2026-02-22", language=language)
    numbered = number(article)

    def grounded(fact: str) -> Grounded:
        named = [{"i": "n1", "n": name, "k": "person", "r": "", "o": ""}]
        holds = {"h": "n1", "v": "supports", "t": said, "a": "1 2", "o": []}
        facts = [{"d": fact, "a": "1"}]
        return ground(numbered, RawAnswer.model_validate({"g": said, "n": named, "s": [holds], "b": facts}))

    assert not grounded(said).faults
    assert [fault.place for fault in grounded(invented).faults] == ["fact 1"]


JAPANESE = Article(
    text="スカーン市のハンネ・ラスク市長は旧橋を閉めると発表した。"
    + "雨が降った。" * 4
    + "修繕費は約24億円だ。市長は「安全だ」と述べた。",
    published="2031-03-05",
    language="ja",
)
CHINESE = Article(
    text="斯卡恩市长汉娜·拉斯克宣布封闭大桥。" + "下雨了。" * 4 + "市长说：“我们别无选择。”",
    published="2031-03-05",
    language="zh",
)


@pytest.mark.parametrize(
    ("article", "name", "role", "said"),
    [
        (JAPANESE, "ハンネ・ラスク", "スカーン市の市長", "安全だ"),
        (CHINESE, "汉娜·拉斯克", "斯卡恩市长", "我们别无选择"),
    ],
)
def test_an_office_without_spaces_around_it_means_who_holds_it(
    article: Article, name: str, role: str, said: str
) -> None:
    numbered = number(article)
    last = str(len(numbered.sentences))
    mayor = {"i": "n1", "n": name, "k": "person", "r": role, "o": ""}
    quote = {"s": "n1", "c": "", "p": [said], "a": last, "o": []}
    grounded = ground(numbered, RawAnswer.model_validate({"g": "", "n": [mayor], "q": [quote]}))
    assert [one.text for one in grounded.quotes] == [said]


def test_japanese_endings_do_not_count_among_main_words() -> None:
    numbered = number(JAPANESE)
    event = {"d": "旧橋が修繕される", "t": "修繕", "p": "", "l": "", "s": "planned", "a": "1 6", "o": []}
    invented = event | {"d": "新駅が建設される"}
    read = [ground(numbered, RawAnswer.model_validate({"g": "", "n": [], "e": [one]})) for one in (event, invented)]
    assert [len(one.events) for one in read] == [1, 0]

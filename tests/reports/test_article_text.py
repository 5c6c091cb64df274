from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.article_text import ArticleText, article_text
from summarizer.reports.printable import printable, printable_part
from summarizer.schema import Evidence

TEXT = "Rain fell on Port Calder.\n\nThe ferry sailed.\nNobody saw it leave, they say."


def words(found: ArticleText, evidence: Evidence) -> str | None:
    atoms = [atom for excerpt in found.excerpts for paragraph in excerpt.paragraphs for atom in paragraph]
    place = found.range(evidence)
    return "".join(atoms[place[0] : place[1] + 1]) if place else None


def shown(found: ArticleText) -> list[str]:
    return ["".join(paragraph) for excerpt in found.excerpts for paragraph in excerpt.paragraphs]


def cut(text: str, part: str) -> Evidence:
    return Evidence.cut(text, text.index(part), text.index(part) + len(part))


def test_words_inside_other_evidence_are_kept_once_and_told_from_it() -> None:
    outer, inner = cut(TEXT, "Nobody saw it leave, they say."), cut(TEXT, "saw it leave")
    found = article_text(None, [outer, inner])
    assert shown(found) == ["Nobody saw it leave, they say."]
    assert (words(found, outer), words(found, inner)) == (outer.exact, inner.exact)


def test_without_the_text_words_are_shown_with_what_is_kept_around_them() -> None:
    found = article_text(None, [cut(TEXT, "ferry")])
    assert shown(found) == ["The ferry sailed."]


def test_paragraphs_of_a_whole_text_stay_paragraphs() -> None:
    assert shown(article_text(TEXT, [])) == TEXT.replace("\n\n", "\n").split("\n")


@given(st.text("ab \n\x00\r\u202e\u0301é", max_size=30), st.data(), st.booleans())
def test_any_evidence_is_found_again_in_its_own_words(text: str, data: st.DataObject, whole: bool) -> None:
    ends = st.integers(0, len(text))
    found = [Evidence.cut(text, *sorted((data.draw(ends), data.draw(ends)))) for _ in range(4)]
    kept = article_text(text if whole else None, found)
    for evidence in found:
        seen = words(kept, evidence)
        one_line = evidence.exact.replace("\n", "")
        assert (seen or "") == printable_part(one_line) or printable(seen or "") == printable(one_line)


def test_evidence_that_contradicts_other_evidence_is_kept_beside_it() -> None:
    first, second = (Evidence(start=0, end=5, exact=exact, prefix="", suffix="") for exact in ("abcde", "vwxyz"))
    found = article_text(None, [first, second])
    assert [words(found, evidence) for evidence in (first, second)] == ["abcde", "vwxyz"]


def test_evidence_that_a_changed_text_does_not_bear_out_is_shown_all_the_same() -> None:
    evidence = cut(TEXT, "The ferry sailed.")
    found = article_text("The article was taken down.", [evidence])
    assert words(found, evidence) == "The ferry sailed."

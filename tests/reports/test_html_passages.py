from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.reports.passages import Passages, passages
from summarizer.reports.plain import plain
from summarizer.schema import Article, ArticleReading, Evidence

from .lighthouse import POST, READINGS, cut

TEXT = "Rain fell on Port Calder.\n\nThe ferry sailed.\nNobody saw it leave, they say."


def words(found: Passages, evidence: Evidence) -> str | None:
    atoms = [atom for part in found.parts for paragraph in part.paragraphs for atom in paragraph]
    place = found.place(evidence)
    return "".join(atoms[place[0] : place[1] + 1]) if place else None


def bare(text: str) -> ArticleReading:
    return ArticleReading(article=Article(text=text).info, fingerprint="", gist="")


def test_a_quote_is_kept_in_its_sentence_and_told_from_it() -> None:
    reading = READINGS[0]
    found = passages(reading, (), None)
    shown = ["".join(paragraph) for part in found.parts for paragraph in part.paragraphs]
    assert "“We will carry the last log down the stairs ourselves,” Ilves told reporters." in shown
    assert words(found, cut(POST, "told")) == "told"


def test_paragraphs_of_a_whole_text_stay_paragraphs() -> None:
    (part,) = passages(bare(TEXT), (), TEXT).parts
    assert ["".join(paragraph) for paragraph in part.paragraphs] == TEXT.replace("\n\n", "\n").split("\n")


@given(st.text("ab \n\x00\r\u202e\u0301é", max_size=30), st.data(), st.booleans())
def test_any_evidence_is_found_again_in_its_own_words(text: str, data: st.DataObject, whole: bool) -> None:
    ends = st.integers(0, len(text))
    found = [Evidence.cut(text, *sorted((data.draw(ends), data.draw(ends)))) for _ in range(4)]
    kept = passages(bare(text), found, text if whole else None)
    for evidence in found:
        seen = words(kept, evidence)
        one_line = evidence.exact.replace("\n", "")
        assert (seen or "") == plain(f"|{one_line}|")[1:-1] or plain(seen or "") == plain(one_line)


def test_evidence_that_contradicts_other_evidence_is_kept_beside_it() -> None:
    first, second = (Evidence(start=0, end=5, exact=exact, prefix="", suffix="") for exact in ("abcde", "vwxyz"))
    found = passages(bare(""), (first, second), None)
    assert [words(found, evidence) for evidence in (first, second)] == ["abcde", "vwxyz"]

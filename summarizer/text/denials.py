"""Whether reporting words say that somebody denies, doubts or did not say what they report.

That a denial keeps its cue, “did not say” and never “say”, is seen to in `extraction/cues.py`.
"""

from __future__ import annotations

from summarizer.schema import Disowned
from summarizer.text.similarity import NEGATIONS, listed, plain, words

# By hand, for the languages that news most often mixes; as `words` gives them.
_DENYING = frozenset(
    plain(word)
    for word in listed(
        """deny denies denied denying denial denials dispute disputes disputed disputing refute refutes refuted refuting
        rebut rebuts rebutted rebutting disavow disavows disavowed contest contests contested
        bestreitet bestreiten bestritt bestritten dementiert dementieren dementierte dementierten leugnet leugnete
        leugneten verneint verneinte nie nient nié nia niait nièrent dément démentent démenti démentit réfute réfuté
        niega niegan negó negaron negado desmiente desmintió desmintieron desmentido nega negano negato negò smentisce
        smentito smentì negou desmentiu ontkent ontkennen ontkende ontkenden"""
    )
)
_NEGATING = NEGATIONS - {"nie", "without"}  # French “nié” is “nie” without its accent
_TURNING_DOWN = frozenset(listed("reject rejects rejected rejecting dismiss dismisses dismissed dismissing"))
_CLAIMS = frozenset(
    listed(
        """accusation accusations allegation allegations charge charges claim claims report reports rumor rumors rumour
        rumours suggestion suggestions"""
    )
)
_DOUBTING = frozenset(
    plain(word)
    for word in listed(
        """doubt doubts doubted doubting doubtful skeptical sceptical bezweifelt bezweifeln bezweifelte bezweifelten
        doute doutent doutait duda dudan dudó dudaba dubita dubitano duvida duvidou betwijfelt betwijfelde"""
    )
)


# Languages without spaces between words, and Russian, whose verbs have many forms: beginnings of words.
_DENIALS_WITHIN = ("否认", "否認", "否定", "опроверг", "отрица", "спростув")


def has_denial(text: str) -> bool:
    """Whether a sentence denies or doubts something, in any of the languages that are known here."""
    if any(word in text.casefold() for word in _DENIALS_WITHIN):
        return True
    return not {plain(word) for word in words(text)}.isdisjoint(_DENYING | _DOUBTING)


def disowned_by(cue: str) -> Disowned | None:
    """What reporting words make of what they report; None where it is told as the speaker's own."""
    said = {plain(word) for word in words(cue)}
    if not said.isdisjoint(_NEGATING):
        return "not_said"
    if not said.isdisjoint(_DENYING) or not (said.isdisjoint(_TURNING_DOWN) or said.isdisjoint(_CLAIMS)):
        return "denied"
    return None if said.isdisjoint(_DOUBTING) else "doubted"

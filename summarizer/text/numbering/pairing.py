"""Which quotation marks belong together.

Each paragraph is read on its own, so that a stray mark cannot swallow what lies between two paragraphs. Double
marks are paired first, with a stack; single marks, which may be apostrophes, only where no double quotation
already stands. Nothing here looks back over more than it has yet to use up: the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.text.numbering.marks import STRAIGHT, USUALLY_OPENING, Kind, Mark, Side, find_marks

# Words that lost their beginning: rock 'n' roll, get 'em, 'til, 'tis, the '90s; Dutch 's and 't. As in the lists of
# smart-quote converters, without the words that are also common with their beginning intact ('cause, 'round).
_SHORTENED = re.compile(r"n['’‘]|(?:em|til|tis|twas|[nst])\b|\d\ds?\b", re.IGNORECASE)
_SHORTENED_AND = re.compile(r"['’‘]n\Z", re.IGNORECASE)
# From badly joined tokens: can’ t, we ' re, O 'Neill.
_TORN_CONTRACTION = re.compile(r" (?:s|t|d|m|re|ve|ll)\b", re.IGNORECASE)
_TORN_NAME = re.compile(r"(?<!\w)[DLO] ?\Z")
_SENTENCE_BREAK = re.compile(r"[.!?]\s+\w")
_WORD_FOLLOWS = re.compile(r"\s+\w")
# A word that nothing possesses, since it is no noun: after “steps’ of”, the mark has closed a quotation.
_NEVER_POSSESSED = re.compile(
    r"\s+(?:"
    r"a|about|after|against|among|an|and|are|as|at|be|because|before|but|by|can|could|did|do|does|during|for|"
    r"from|had|has|have|he|if|in|into|is|it|may|might|must|not|of|on|or|over|said|say|says|she|should|since|so|"
    r"than|that|the|then|they|this|to|told|under|until|was|we|were|when|where|which|while|who|will|with|would|"
    r"you"
    r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An opening mark and the mark that closes it."""

    opening: Mark
    closing: Mark


@dataclass(frozen=True, slots=True)
class Pairing:
    """The quotation marks of one paragraph: outermost pairs, and opening marks outside of them that nothing closes."""

    pairs: tuple[Pair, ...] = ()
    unclosed: tuple[Mark, ...] = ()


def pair_marks(text: str, start: int, end: int) -> Pairing:
    """Pair the quotation marks of the paragraph `text[start:end]`."""
    marks = find_marks(text, start, end)
    if not marks:
        return Pairing()
    pairs, unclosed = _pair_double(text, [mark for mark in marks if mark.kind is not Kind.SINGLE])
    pairs = _outermost(text, pairs)
    singles = _outside(pairs, [mark for mark in marks if mark.kind is Kind.SINGLE])
    single_pairs, single_unclosed = _pair_single(text, singles)
    pairs = _outermost(text, [*pairs, *single_pairs])
    while end > start and not text[end - 1].isalnum():
        end -= 1
    # what stands like a closing mark, or has no word after it, is one gone astray
    openings = [mark for mark in [*unclosed, *single_unclosed] if mark.side is not Side.CLOSES and mark.end < end]
    return Pairing(tuple(pairs), tuple(_outside(pairs, sorted(openings))))


def _outermost(text: str, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that hold a word and are in no other pair, in order."""
    kept: list[Pair] = []
    for pair in sorted(pairs, key=lambda pair: pair.opening.start):
        if kept and pair.opening.start < kept[-1].closing.end:
            continue
        if any(map(str.isalnum, text[pair.opening.end : pair.closing.start])):
            kept.append(pair)
    return kept


def _outside(pairs: Sequence[Pair], marks: Sequence[Mark]) -> list[Mark]:
    """Those of `marks` that stand in no pair; both in order."""
    kept = []
    position = 0
    for mark in marks:
        while position < len(pairs) and pairs[position].closing.end <= mark.start:
            position += 1
        if position == len(pairs) or mark.start < pairs[position].opening.start:
            kept.append(mark)
    return kept


# -- double marks -----------------------------------------------------------------------------------------------------


def _pair_double(text: str, marks: Sequence[Mark]) -> tuple[list[Pair], list[Mark]]:
    pairs: list[Pair] = []
    unclosed: list[Mark] = []
    stack: list[Mark] = []
    opened: dict[Kind, list[Mark]] = {kind: [] for kind in Kind}

    def pop_to(kind: Kind) -> Mark:
        while True:
            mark = stack.pop()
            opened[mark.kind].pop()
            if mark.kind is kind:
                return mark
            unclosed.append(mark)

    for mark, following in zip(marks, _next_of_kind(marks), strict=True):
        innermost = opened[mark.kind][-1] if opened[mark.kind] else None
        role = _double_role(text, mark, innermost, following)
        if role is Side.CLOSES and innermost:
            pairs.append(Pair(pop_to(mark.kind), mark))
        elif role is Side.OPENS:
            if innermost and innermost.sign in STRAIGHT and mark.sign in STRAIGHT:  # these never nest
                unclosed.append(pop_to(mark.kind))
            stack.append(mark)
            opened[mark.kind].append(mark)
    return pairs, unclosed + stack


def _next_of_kind(marks: Sequence[Mark]) -> list[Mark | None]:
    latest: dict[Kind, Mark] = {}
    following = []
    for mark in reversed(marks):
        following.append(latest.get(mark.kind))
        latest[mark.kind] = mark
    return following[::-1]


def _double_role(text: str, mark: Mark, innermost: Mark | None, following: Mark | None) -> Side:
    """Whether the mark opens or closes, given the innermost open mark of its kind and the next mark of its kind."""
    usually_opens = mark.sign in USUALLY_OPENING
    if mark.kind in (Kind.CORNER, Kind.WHITE_CORNER):  # used in scripts without spaces
        return Side.OPENS if usually_opens else Side.CLOSES
    if mark.sign in STRAIGHT:
        return _straight_role(text, mark, innermost, following)
    if innermost is None:
        return Side.OPENS if usually_opens or mark.side is Side.OPENS else Side.CLOSES
    if usually_opens:  # and yet closes in „…“, »…« and the mistake “…“
        reversed_style = innermost.sign in "„»" and mark.side is not Side.OPENS
        return Side.CLOSES if reversed_style or mark.side is Side.CLOSES else Side.OPENS
    # closes, but ”…” and »…» open with it too
    return Side.OPENS if mark.side is Side.OPENS and innermost.sign == mark.sign else Side.CLOSES


def _straight_role(text: str, mark: Mark, innermost: Mark | None, following: Mark | None) -> Side:
    if innermost is None:
        return Side.CLOSES if mark.side is Side.CLOSES else Side.OPENS
    if mark.side is Side.OPENS:
        return Side.CLOSES if innermost.sign in STRAIGHT and _torn_off(text, mark, following) else Side.OPENS
    if mark.side is Side.CLOSES and text[mark.start - 1].isdigit() and _looks_closing(following):
        return Side.EITHER  # inches: the quotation is closed by the next one
    return Side.CLOSES


def _torn_off(text: str, mark: Mark, following: Mark | None) -> bool:
    """Whether a mark that looks opening closes after a space that does not belong: `we will, "Lee said`."""
    before = text[max(0, mark.start - 2) : mark.start].rstrip()
    if before in (".", "!", "?"):  # as likely the last quotation was left open, and a new sentence opens the next
        return following is not None and following.side is Side.OPENS
    return before != ":" and not _looks_closing(following)


def _looks_closing(mark: Mark | None) -> bool:
    if mark is None:
        return False
    if mark.sign in STRAIGHT:
        return mark.side is Side.CLOSES
    return mark.sign not in USUALLY_OPENING


# -- single marks -----------------------------------------------------------------------------------------------------


def _pair_single(text: str, marks: Sequence[Mark]) -> tuple[list[Pair], list[Mark]]:
    pairs: list[Pair] = []
    unclosed: list[Mark] = []
    position = 0
    while position < len(marks):
        mark = marks[position]
        if _opens_single(text, mark):
            closing = _closing_single(text, marks, position)
            if closing:
                pairs.append(Pair(mark, marks[closing]))
                position = closing
            else:
                unclosed.append(mark)
        position += 1
    return pairs, unclosed


def _opens_single(text: str, mark: Mark) -> bool:
    if mark.sign == "’" or not mark.opens or _SHORTENED.match(text, mark.end):
        return False
    if _TORN_NAME.search(text, max(0, mark.start - 3), mark.start):
        return False
    return mark.side is Side.OPENS or not _TORN_CONTRACTION.match(text, mark.end)


def _closing_single(text: str, marks: Sequence[Mark], position: int) -> int | None:
    """Where the mark that closes the one at `position` stands: the first that can be nothing else, or else the
    last possible one of its sentence, since the others are possessives; always before the next opening one."""
    opening = marks[position]
    possible = None
    searched, same_sentence = opening.end, True
    for index in range(position + 1, len(marks)):
        mark = marks[index]
        if mark.sign == "‚" or (mark.side is Side.OPENS and _opens_single(text, mark)):
            break
        if not _closes_single(text, mark, opening):
            continue
        if not _possessive(text, mark):
            return index
        same_sentence = same_sentence and not _SENTENCE_BREAK.search(text, searched, mark.start)
        searched = mark.start
        if same_sentence:
            possible = index
    return possible


def _closes_single(text: str, mark: Mark, opening: Mark) -> bool:
    if mark.sign == "‘" and opening.sign == "‚":
        return not mark.opens
    if not mark.closes:
        return False
    if _TORN_CONTRACTION.match(text, mark.end) or _SHORTENED_AND.search(text, max(0, mark.start - 2), mark.start):
        return False
    # a straight mark with space on both sides opens only for one like it: ' so '
    return opening.sign != "'" or opening.side is Side.OPENS or mark.opens


def _possessive(text: str, mark: Mark) -> bool:
    """Whether the mark may belong to the word before it: the workers’ union, Guterres’ trip, goin’ home, 6' tall."""
    before = text[max(0, mark.start - 2) : mark.start]
    if not _WORD_FOLLOWS.match(text, mark.end) or _NEVER_POSSESSED.match(text, mark.end):
        return False
    return before[-1:] in "sxzSXZ" or before[-1:].isdigit() or before == "in"

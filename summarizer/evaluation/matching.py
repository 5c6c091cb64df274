"""What counts as the same: words of a text, names, targets, and who is matched with whom."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from summarizer.evaluation.labels import wordings

Span = tuple[int, int]
Tokens = frozenset[int]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_POSSESSIVE = re.compile(r"['’]s?\b")
_STEM = 5  # letters that forms of one word share: released, release, releasing
# The commonest function words and forms of address, by hand, of the languages that the gold is in. The measure keeps
# lists of its own: it must not move when the package's do.
_SMALL = frozenset(
    """a an the of and or for in on at to by from with its their his her our my your this that these those be is are
    der die das ein eine einer des dem den und von vom im am zu zum zur für mit
    le la les l d un une de du des et en à au aux pour sur
    el los las una del al y o que por para con""".split()
)
_ADDRESS = frozenset(
    """mr mrs ms dr sir prof president minister secretary spokesman spokeswoman spokesperson herr frau monsieur madame
    mme señor señora""".split()
)


class TextIndex:
    """Where the words of a text stand, and copied words in it, whatever whitespace is between them.

    A word is a run of letters and digits, apostrophes inside included: punctuation and quotation marks are none, so
    that they decide nothing.
    """

    def __init__(self, text: str) -> None:
        words = [match.span() for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]
        self.normalised = " ".join(text.split())
        self._offsets = [
            offset
            for number, match in enumerate(re.finditer(r"\S+", text))
            for offset in (*([match.start() - 1] if number else []), *range(*match.span()))
        ]

    def tokens(self, spans: Iterable[Span]) -> Tokens:
        """The words, by number, of which a character is in one of the spans."""
        return frozenset(
            word
            for start, end in spans
            if start < end
            for word in range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        )

    def original(self, normalised: Span) -> Span:
        """The stretch of the text that a stretch of `normalised` is."""
        return self._offsets[normalised[0]], self._offsets[normalised[1] - 1] + 1


def overlap(one: Tokens, other: Tokens) -> float:
    """Intersection over union."""
    return len(one & other) / len(one | other) if one or other else 0.0


def dice(one: Tokens, other: Tokens) -> float:
    """Twice the intersection over the sum."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def assign(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The one-to-one assignment of rows to columns with the greatest sum of weights.

    By augmenting paths, the one with the greatest gain first, found as Bellman and Ford do: what has been assigned
    after k paths is the best of k pairs, so that when no path gains any more it is the best of all.

    Args:
        weights: by (row, column); what is not in it, or is 0, is never assigned.
    """
    edges = [(row, column, weight) for (row, column), weight in sorted(weights.items()) if weight > 0]
    rows: dict[int, int] = {}  # by column
    while path := _best_path(edges, rows):
        rows.update((column, row) for row, column in path)
    return {row: column for column, row in rows.items()}


def _best_path(edges: Sequence[tuple[int, int, float]], rows: Mapping[int, int]) -> list[tuple[int, int]]:
    """The pairs to assign, from the one that takes a new column to the one that takes a new row."""
    columns = {row: column for column, row in rows.items()}
    of_pair = {(row, column): weight for row, column, weight in edges}
    gain_of_row = {row: 0.0 for row, _, _ in edges if row not in columns}
    gain_of_column: dict[int, float] = {}
    reached_from: dict[int, int] = {}
    moved = True
    while moved:
        moved = False
        for row, column, weight in edges:
            gain = gain_of_row.get(row, float("-inf")) + weight
            if columns.get(row) != column and gain > gain_of_column.get(column, float("-inf")) + 1e-9:
                moved = True
                gain_of_column[column], reached_from[column] = gain, row
                if column in rows:
                    gain_of_row[rows[column]] = gain - of_pair[rows[column], column]
    free = [column for column in gain_of_column if column not in rows and gain_of_column[column] > 1e-9]
    path: list[tuple[int, int]] = []
    end = min(free, key=lambda one: (-gain_of_column[one], one), default=None)
    while end is not None:
        path.append((reached_from[end], end))
        end = columns.get(reached_from[end])
    return path


def words(text: str) -> list[str]:
    """The words of a text, without case."""
    return [word.casefold() for word in _WORD.findall(text)]


def name_match(one: str, other: str) -> float:
    """1 for the same words, 0.5 for one name inside the other (Haugstad, Torbjørn Haugstad), else 0.

    Case, accents, articles, forms of address, the dots of initials, a possessive and a plural s do not count.
    """
    ours, theirs = _name_words(one), _name_words(other)
    if not ours or not theirs:
        return 0.0
    return 1.0 if ours == theirs else 0.5 if ours <= theirs or theirs <= ours else 0.0


def acceptable(name: str, given: Iterable[str]) -> float:
    """The best `name_match` of the given names with the wordings of a labelled one."""
    return max((name_match(wording, one) for one in given for wording in wordings(name)), default=0.0)


def _name_words(name: str) -> frozenset[str]:
    undotted = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), _unaccented(name))
    found = [_singular(word) for word in _WORD.findall(_POSSESSIVE.sub("", undotted))]
    bare = frozenset(found) - _SMALL or frozenset(found)
    return bare - _ADDRESS or bare


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def target_match(one: str, other: str) -> float:
    """How much of the shorter of two targets is in the other, 0 to 1, in content words by their first five letters.

    Targets are in words of the labeller's and the model's own, so it is not asked that they are the same.
    """
    ours, theirs = _stems(one), _stems(other)
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word[:_STEM] for word in _WORD.findall(_POSSESSIVE.sub("", _unaccented(text))) if word not in _SMALL
    )

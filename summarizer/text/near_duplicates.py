"""Sketches of texts by which copies are recognised without keeping the text.

A sketch holds the `SIZE` smallest hashes of the text's word 5-grams (Broder 1997, “On the resemblance and
containment of documents”): a sample that is the same for the same wording, wherever it stands.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from functools import lru_cache
from itertools import accumulate

SIZE = 128
"""Hashes in a sketch."""
SHINGLE = 5
"""Words in a shingle: names and set phrases are shorter, so that independent reports share few."""

_WORD = re.compile(r"\w+")


def fingerprint(text: str) -> str:
    """The sketch of `text`: base64 of 32-bit hashes in ascending order; empty for a text without words."""
    words = _WORD.findall(text.lower())
    joined = " ".join(words).encode("utf-8", "surrogatepass")
    lengths = map(len, words) if joined.isascii() else (len(word.encode("utf-8", "surrogatepass")) for word in words)
    ends = list(accumulate(length + 1 for length in lengths))
    starts = [0, *ends]
    # the last word of each shingle; a text of fewer words is one shingle
    lasts = ends[SHINGLE - 1 :] or ends[-1:]
    checksums = {zlib.crc32(joined[start : end - 1]) for start, end in zip(starts, lasts, strict=False)}
    # CRC-32 orders like texts alike; the multiplication (Knuth's golden ratio) spreads them over the range, each to a
    # place of its own.
    smallest = sorted([checksum * 0x9E3779B1 & 0xFFFFFFFF for checksum in checksums])[:SIZE]
    return base64.b64encode(struct.pack(f">{len(smallest)}I", *smallest)).decode("ascii")


def similarity(a: str, b: str) -> float:
    """How much of the shorter text's wording recurs in the longer one, estimated from 0 to 1.

    It is containment and not resemblance, so that an agency's text under a new lead, or cut to half, still counts
    as a copy. Two empty sketches, or what is no sketch at all, are not similar to anything.
    """
    left, right = hashes(a), hashes(b)
    if left.isdisjoint(right):
        return 0.0
    # A full sketch says nothing of hashes above its largest: only what both could have kept is a fair sample.
    reach = min(max(sketch) if len(sketch) == SIZE else 2**32 for sketch in (left, right))
    mine, theirs = ({value for value in sketch if value <= reach} for sketch in (left, right))
    return len(mine & theirs) / min(len(mine), len(theirs))


@lru_cache(maxsize=16384)
def hashes(sketch: str) -> frozenset[int]:
    """The hashes of a sketch; none when it is not a sketch."""
    try:
        packed = base64.b64decode(sketch, validate=True)
        return frozenset(struct.unpack(f">{len(packed) // 4}I", packed))
    except (binascii.Error, ValueError, struct.error):
        return frozenset()

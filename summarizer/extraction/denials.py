"""Which quotes stand in the denial of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.schema import Evidence, Quote


def within_denials(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """What is denied by way of who tells it is denied itself: “denied reports that she had resigned”.

    Args:
        quotes: in the order of where they begin.
    """
    denials: list[Quote] = []
    for quote in quotes:
        denials = [one for one in denials if one.evidence[-1].end > quote.evidence[0].start]
        outer = next((one for one in denials if _opens(quote, one.evidence[0])), None)
        yield quote.model_copy(update={"disowned": outer.disowned}) if outer and not quote.disowned else quote
        if quote.disowned:
            denials.append(quote)


def _opens(quote: Quote, content: Evidence) -> bool:
    """Whether the reporting words of a quote open the content of another, and what they report ends with it."""
    if not quote.cue or not content.start <= quote.cue.start or quote.evidence[-1].end > content.end:
        return False
    return len(content.exact[: quote.cue.start - content.start].split()) <= 1

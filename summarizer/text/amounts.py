"""Reads a figure as an article has it: “more than 5.5 million euros” is a qualifier, a number and a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.text.similarity import listed, plain


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure's number, and what stands around it.

    Attributes:
        value: the number; None where the words give none, or more than one (“322–87”).
        unit: the sign or the words that say what is measured, as they stand.
        qualifier: how exact it is, as it stands.
    """

    value: float | None
    unit: str | None
    qualifier: str | None


_SCALES = {
    plain(word): factor
    for factor, words in {
        1e2: "百 hundred hundert cent cien ciento cento centaine centenar",
        # of languages whose numbers in words are not read: “118 مليون” is not 118
        1e3: "千 thousand k tausend mille mil mila duizend ألف آلاف אלף אלפים тысяча тысячи тысяч тыс "
        "тисяча тисячі тисяч тис tysiąc tysiące tysięcy tys bin tusen tusind",
        1e4: "万 萬 만",
        1e8: "亿 億 억",
        1e6: "million millions m mn mio millionen millon millones milhao milhoes milione milioni miljoen "
        "مليون ملايين מיליון מיליוני миллион миллиона миллионов млн мільйон мільйона мільйонів milion miliony "
        "milionów mln milyon miljon miljoner",
        1e9: "billion billions bn milliarde milliarden mrd milliard milliards miliardo miliardi miljard "
        "مليار مليارات מיליארד миллиард миллиарда миллиардов млрд мільярд мільярда мільярдів miliard miliardy "
        "miliardów mld milyar miljarder",
        1e12: "trillion trillions tn billionen billones billon",
        12.0: "dozen dutzend douzaine docena",
        20.0: "vingtaine veintena",
        10.0: "dizaine decena",
        30.0: "trentaine",
        40.0: "quarantaine",
        50.0: "cinquantaine",
    }.items()
    for word in listed(words)
}
_GROUPS = {plain(word) for word in listed("dozen dutzend douzaine docena vingtaine veintena dizaine decena trentaine "
                                          "quarantaine cinquantaine centaine centenar")}  # fmt: skip
_SMALL = {
    plain(word): float(number)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn zwanzig",
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf vingt",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve veinte",
    )
    for number, word in enumerate(listed(words))
}
_SMALL |= {
    plain(word): float(10 * number)
    for words in (
        "thirty forty fifty sixty seventy eighty ninety",
        "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
        "trente quarante cinquante soixante",
        "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for number, word in enumerate(listed(words), 3)
}
_SMALL |= {plain(word): 1.0 for word in listed("ein eine einen einem einer une una un")}
_ARTICLES = {plain(word) for word in listed("a an ein eine einen einem einer un une una")}
_DETERMINERS = _ARTICLES | set(listed("the der die das den dem les le la los las el"))
_FRACTIONS = {
    "half": 0.5, "halfte": 0.5, "moitie": 0.5, "mitad": 0.5, "third": 1 / 3, "thirds": 1 / 3, "drittel": 1 / 3,
    "tiers": 1 / 3, "tercio": 1 / 3, "tercios": 1 / 3, "quarter": 0.25, "quarters": 0.25, "viertel": 0.25,
    "quart": 0.25, "cuarto": 0.25, "cuartos": 0.25, "fifth": 0.2, "fifths": 0.2,
}  # fmt: skip
_ORDINALS = frozenset(("third", "fifth", "cuarto"))
"""Words of a fraction that mean a place in an order where nothing makes parts of them: “the third time”."""
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?")
_TOKEN = re.compile(
    r"\d[\d.,'’\u00a0\u202f]*\d|\d|[万萬만亿億억千百]|[^\W\d_万萬만亿億억千百]+(?:['’.-][^\W\d_]+)*|[$€£¥%‰°]|[–—/:-]"
)
_SIGNS = frozenset("$€£¥%‰°")
_UNIT_OPENING = re.compile(r"\A(?:of (?:them|the)|d[’']entre \w+|of|de|von|d[’'])(?:\s+|$)|d[’'](?=\w)", re.IGNORECASE)


def read_amount(text: str, language: str | None = None) -> Amount:
    """The number in a figure's words, with its unit and its qualifier.

    Args:
        text: the words, as they stand in the article.
        language: BCP-47; decides whether “1.500” is fifteen hundred or one and a half where that is open.
    """
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    runs: list[tuple[float, int, int]] = []
    at = 0
    while at < len(tokens):
        found = _number_at(tokens, at, language)
        if found is None:
            at += 1
        else:
            value, after = found
            runs.append((value, at, after))
            at = after
    numbers = [run for run in runs if not _is_article(tokens, run)] or runs[:1]
    if len(numbers) != 1:
        return Amount(None, None, None)
    value, first, after = numbers[0]
    before, behind = text[: tokens[first][1]].strip(" -"), text[tokens[after - 1][2] :].strip(" -,.;:")
    unit = _UNIT_OPENING.sub("", behind) or None
    if before.lower() in _DETERMINERS:
        before = ""
    if before and before[-1] in _SIGNS:
        unit, before = before[-1], before[:-1].rstrip()
    elif behind[:1] in _SIGNS and behind:
        unit = behind[0]
    return Amount(value, unit, before or None)


def _is_article(tokens: list[tuple[str, int, int]], run: tuple[float, int, int]) -> bool:
    """“a” of “a dozen” is taken with the number; “une” before a noun may be no number at all."""
    return run[2] - run[1] == 1 and plain(tokens[run[1]][0]) in _ARTICLES


def _number_at(tokens: list[tuple[str, int, int]], at: int, language: str | None) -> tuple[float, int] | None:
    word = re.sub(r"^[dl]'", "", plain(tokens[at][0]))
    if re.match(r"\d", tokens[at][0]):
        value, after = _digits(tokens[at][0], language), at + 1
    elif word in _SMALL:
        value, after = _SMALL[word], at + 1
        if after < len(tokens) and tokens[after][0] in "-–" and after + 1 < len(tokens):
            joined = _SMALL.get(plain(tokens[after + 1][0]))
            if joined is not None and joined < 10 <= value:
                value, after = value + joined, after + 2
        elif after < len(tokens) and value >= 20 and 0 < _SMALL.get(plain(tokens[after][0]), 0) < 10:
            value, after = value + _SMALL[plain(tokens[after][0])], after + 1
    elif (compound := _compound(word)) is not None:
        value, after = compound, at + 1
    elif word in _GROUPS:
        value, after = _SCALES[word], at + 1
    elif word in _FRACTIONS and (word not in _ORDINALS or _is_part(tokens, at)):
        scaled = at + 2 < len(tokens) and plain(tokens[at + 1][0]) in _ARTICLES and plain(tokens[at + 2][0]) in _SCALES
        factor = _SCALES[plain(tokens[at + 2][0])] if scaled else 1.0
        return _FRACTIONS[word] * factor, at + 3 if scaled else at + 1
    else:
        return None
    while after < len(tokens) and (scale := _SCALES.get(plain(tokens[after][0]))) is not None:
        if plain(tokens[after][0]) in ("m", "k") and not (at and tokens[at - 1][0] in "$€£¥"):
            break  # “100m” are metres; “£1.75m” are millions
        value, after = value * scale, after + 1
    if after < len(tokens) and plain(tokens[after][0]) in _FRACTIONS and value < 10:
        value, after = value * _FRACTIONS[plain(tokens[after][0])], after + 1
    return value, after


def _is_part(tokens: list[tuple[str, int, int]], at: int) -> bool:
    """Whether a word is a fraction and no ordinal: “a third”, “third of the voters”."""
    before, after = (plain(tokens[one][0]) if 0 <= one < len(tokens) else "" for one in (at - 1, at + 1))
    return before in _ARTICLES or before in _SMALL or after in ("of", "de")


def _compound(word: str) -> float | None:
    """“twenty-two”, “zweiundzwanzig”, “four-day” (its four)."""
    if "-" in word:
        first, _, second = word.partition("-")
        if first in _SMALL:
            return _SMALL[first] + (_SMALL[second] if second in _SMALL and _SMALL[second] < 10 <= _SMALL[first] else 0)
        return None
    if "und" in word:
        ones, _, tens = word.partition("und")
        if ones in _SMALL and tens in _SMALL and _SMALL[ones] < 10 <= _SMALL[tens]:
            return _SMALL[ones] + _SMALL[tens]
    return None


def _digits(written: str, language: str | None) -> float:
    """The value of digits with separators: of thousands where three digits follow, else of decimals."""
    written = re.sub(r"['’\u00a0\u202f ]", "", written).strip(".,")
    marks = [mark for mark in written if mark in ".,"]
    if len(set(marks)) == 2:
        decimal = marks[-1]
        return float(written.replace("," if decimal == "." else ".", "").replace(decimal, "."))
    if len(marks) > 1:
        return float(re.sub(r"[.,]", "", written))
    if marks:
        whole, _, rest = written.partition(marks[0])
        english = (language or "en").lower().startswith(("en", "zh", "ja", "he", "ko"))
        if len(rest) == 3 and whole != "0" and (marks[0] == ",") == english:
            return float(whole + rest)
        return float(f"{whole}.{rest}")
    return float(written)

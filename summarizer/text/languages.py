"""Which language a text is in; languages that are written alike, such as the Norwegian ones, share a code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SURE = 0.8
_LETTERS = 40  # fewer are a name or two
_CHARACTERS = 4000  # of the text's beginning: the rest would say the same
_STANDARD = {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar"}  # as newspapers write these
_NONE = {"zxx", "und"}

_OTHER_NAMES = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "cnr": "sh", "tl": "fil", "iw": "he"}
_OTHER_NAMES |= {"yue": "zh", "cmn": "zh", "in": "id"}


def primary(language: str | None) -> str:
    """The first part of a BCP-47 code, the same for languages that are written alike; empty for what is none."""
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return _OTHER_NAMES.get(code, code) if code.isascii() and code.isalpha() else ""


def known_language(language: str) -> str | None:
    """A BCP-47 code as it is written, of a language that CLDR knows; None for anything else."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language.strip().replace("_", "-"), sep="-")).replace("_", "-")
    except (UnknownLocaleError, ValueError):
        return None


def language_name(language: str) -> str:
    """What English calls a language that CLDR knows, with its code: “Portuguese (Brazil) (pt-BR)”."""
    from babel import Locale

    return f"{Locale.parse(language, sep='-').get_display_name('en')} ({language})"


def written_in(language: str | None) -> str:
    """The first part of the code of an article's language; English where none is known."""
    return primary(language) or "en"


def language_of_most(languages: Iterable[str | None]) -> str:
    """The language that most articles are written in, the first of equals."""
    codes = [written_in(language) for language in languages]
    return max(codes, key=codes.count, default="en")


def detect_language(text: str) -> str | None:
    """BCP-47 of the language that `text` is surely written in, if any.

    By py3langid: it holds its model (nothing is fetched), knows 139 languages and what is none, and says how sure it
    is; where it wavers between neighbours, such as Croatian and Serbian or Malay and Indonesian, there is no answer.
    """
    sample = text[:_CHARACTERS]
    if sum(map(str.isalpha, sample)) < (_LETTERS if sample.isascii() else _LETTERS // 4):
        return None
    chances: dict[str, float] = {}
    for label, chance in _identifier().rank(sample):
        language = _STANDARD.get(label, label)
        chances[language] = chances.get(language, 0.0) + chance
    language = max(chances, key=lambda each: chances[each])
    return language if chances[language] >= _SURE and language not in _NONE else None


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

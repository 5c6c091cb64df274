"""Which language a text is in, by its script and its commonest words: enough to choose a table of frequencies."""

from __future__ import annotations

import re
from collections import Counter

_READ = 4000
"""Characters of a text that are looked at."""
_LEAST = 3
"""Common words that a text must have to be taken for its language."""

_WORD = re.compile(r"[^\W\d_]+")
_OTHER_NAMES = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "cnr": "sh", "tl": "fil", "iw": "he"}
_OTHER_NAMES |= {"yue": "zh", "cmn": "zh", "in": "id"}

_COMMONEST = {
    language: frozenset(words.split())
    for language, words in {
        "bg": "на и в да се от за е че са не това ще като",
        "ca": "de la que i el en a els les del amb per és una al no són aquest",
        "cs": "a v se na že je to s o z do ve pro jsem jsou byl podle ale jako",
        "da": "og i at det er en til på som med for den af ikke der har af blev efter",
        "de": "der die und in den von zu das mit sich des auf ist im dem nicht ein eine",
        "en": "the of and to in a is that for it was on with as his by at from he said",
        "es": "de la que el en y los se del las un por con no una su para es al",
        "et": "ja on ei et see ta oli kui ka oma mis aga või ning selle",
        "fi": "ja on ei se että oli hän mutta myös kun ovat jotka mukaan joka sekä",
        "fil": "ang ng sa na mga at ay si para ni kay niya hindi ito",
        "fr": "de la le et les des en du une que est dans qui par pour au sur il pas",
        "hr": "i u je da se na za su od s koji nije će kako ali bi što",
        "hu": "a az és hogy nem is egy meg van de volt csak már azt ez",
        "id": "yang dan di dengan untuk ini dari dalam pada tidak itu akan telah oleh juga",
        "is": "og að í á er sem til um við en ekki það hann með var",
        "it": "di che e la il un a per in una è sono non con del della i le si",
        "lt": "ir kad iš į su tai yra buvo bet kaip dėl jis už apie",
        "lv": "un ir ka no ar par uz bet arī tas kas lai pēc ka",
        "mk": "на и во да се од за е дека со не ќе тоа ги",
        "ms": "yang dan di dengan untuk ini dari pada tidak itu akan telah oleh adalah kepada",
        "nb": "og i det er på en til som av for med at har ikke den de av etter ble fra sier",
        "nl": "de van het een en in is dat op te zijn met voor die niet aan er",
        "pl": "w i na z do się nie to że jest o od po przez jak za ale",
        "pt": "de a o que e do da em um para com não uma os no se na por mais",
        "ro": "și de în a la cu pe nu din o că un pentru este care sunt fost",
        "ru": "и в не на что с он по как это но из у за его от для был",
        "sk": "a v sa na je že to s o z do vo pre som sú bol podľa ale ako",
        "sl": "je in v se na da so za pa z ki bi tudi bo ne po",
        "sr": "и у је да се на за су од са који није ће како али би",
        "sv": "och i att det är en som på för av med den till inte har om ett var från",
        "tr": "ve bir bu da de için ile olarak çok daha olan gibi ne ama kadar",
        "uk": "і в не на що з у до та це як за він але від для й про",
        "vi": "của và là các có được trong cho không với người một này những đã",
    }.items()
}
_SCRIPTS = (
    ("ja", "\u3041", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("zh", "\u4e00", "\u9fff"),
    ("ar", "\u0600", "\u06ff"),
    ("he", "\u0590", "\u05ff"),
    ("el", "\u0370", "\u03ff"),
    ("hi", "\u0900", "\u097f"),
    ("bn", "\u0980", "\u09ff"),
    ("ta", "\u0b80", "\u0bff"),
    ("th", "\u0e00", "\u0e7f"),
)
_URDU, _PERSIAN = frozenset("ٹڈڑںے"), frozenset("پچژگ")


def primary(language: str | None) -> str:
    """The first part of a BCP-47 code, one for languages that are as good as one in writing; empty for none."""
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return _OTHER_NAMES.get(code, code)


def language_of(text: str) -> str:
    """The language of a text, as `primary` has it; empty when it cannot be told."""
    text = text[:_READ]
    letters = [letter for letter in text if letter.isalpha()]
    for language, first, last in _SCRIPTS:
        of_script = sum(first <= letter <= last for letter in letters)
        # Japanese has more Chinese characters than its own in a headline
        if of_script > len(letters) / (8 if language == "ja" else 2):
            if language != "ar":
                return language
            found = set(letters)
            return "ur" if found & _URDU else "fa" if found & _PERSIAN else "ar"
    words = Counter(_WORD.findall(text.lower()))
    # a single letter may be an initial
    score, language = max(
        (sum(words[word] * (1 if len(word) > 1 else 0.4) for word in common), language)
        for language, common in _COMMONEST.items()
    )
    return primary(language) if score >= _LEAST else ""

"""What two texts share: content words, reduced to stems that verb and noun have in common.

Light on purpose: no dictionary and no model. It serves to find candidates and to compare short texts about one
story, where a missed inflection costs little because several words count together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache


def listed(words: str) -> tuple[str, ...]:
    """The words of a table that is written as running text."""
    return tuple(words.split())


# Function words, auxiliaries and words of reporting, by hand, for the languages that news most often mixes. Words
# that carry content in another of them (German “war” and “die”, Dutch “met” and “door”) are left out.
_STOP_WORDS = {
    "en": """a about above after again against ago all also although am among an and another any are as at be because
        been before being between both but by can cannot could did do does doing down due during each either else even
        ever every few for from further had has have having he her here hers herself him himself his how however i if in
        into is it its itself just last later less like made make many may me might more most much must my near next no
        nor not now of off on once one only onto or other others ought our out over own per quite rather said same say
        saying says shall she should since so some still such than that the their theirs them themselves then there
        these they this those though through thus to told too toward towards under until up upon us very was we were
        what when where whether which while who whom whose why will with within without would yet you your""",
    "de": """aber als am an auch auf aus bei bis dann das dass dem den denn der des diese doch durch ein eine
        einem einen einer eines er es für ich ihr ihre im in ist mehr mit nach nicht noch nur ob oder sein
        seine sich sie sind so über um und uns unter vom von vor was wenn wer wie wird wir wurde zu zum zur""",
    "fr": """à au aux avec ce ces cette comme dans de des du elle elles en entre est et été être il ils je la le les
        leur leurs lui mais ne nous on ont ou où par pas plus pour qu que qui sa sans se ses sont sur un une vous""",
    "es": """al como con cuando de del desde donde el ella ellos en entre era es esta este fue ha han hasta la las le
        les lo los más no o para pero por porque que se ser sin sobre su sus también un una uno y ya""",
    "pt": """ao aos as com como da das de do dos e ela ele em entre era essa esse esta este foi há já mais mas na não
        nas no nos o os ou para pela pelo por que se sem ser seu seus sua suas também um uma""",
    "it": """al alla anche che chi ci con da dal dalla degli dei del della di e gli ha hanno i il in la le lo ma ne
        nei nel nella non o per più se si sono su sul sulla un una""",
    "nl": """aan als bij dat de der dit een en er haar had heeft het hij hun in is maar na naar niet nog
        of om ook op te tot uit van voor was wat werd wordt zich zij zijn""",
    "pl": """a ale bo co czy dla do i ich jak jest już na nie o od po przez się są to w z za że""",
    "ru": """а без бы был была были в во все для до его ее и из или их к как ко на не но о об он она они от по при с
        со так также то у что это""",
    "uk": """а без був була були в від для до з за й його і із їх як на не але о об по при про та та також що це""",
}
NEGATIONS = frozenset(
    listed("""
    no not never neither nor none nobody nothing without cannot nicht kein keine keinen nie ne pas jamais nunca ni
    não nem non mai niet geen не ні нет ни
    """)
)

# Irregular forms of verbs that name happenings, with the stem that their other forms come to.
_IRREGULAR = {
    form: stem
    for stem, forms in {
        "meet": "met",
        "kill": "slain slew",
        "strik": "struck stricken",
        "fight": "fought",
        "hold": "held",
        "go": "went gone goes",
        "win": "won winner",
        "lose": "lost loss",
        "leav": "left",
        "fall": "fell fallen",
        "rise": "rose risen",
        "shoot": "shot",
        "speak": "spoke spoken speech",
        "steal": "stole stolen theft",
        "choos": "chose chosen choice",
        "begin": "began begun",
        "break": "broke broken",
        "giv": "gave given",
        "tak": "took taken",
        "com": "came",
        "buy": "bought",
        "sell": "sold sale",
        "send": "sent",
        "seek": "sought",
        "writ": "wrote written",
        "flee": "fled",
        "sink": "sank sunk",
        "fly": "flew flown flight flies",
        "open": "reopen reopens reopened reopening",
        "dead": "die died dies dying death deaths",
        "safe": "safety safely safer",
        "hit": "hitting",
    }.items()
    for form in forms.split()
}

# Words by which reports name one kind of happening or thing, by hand. A cause and its effect (shoot, die), an
# announcement and what is announced, an attempt and the deed are never in one row.
_CONCEPT_ROWS = (
    "visit visited trip travel journey tour arrive arrival go",
    "meet meeting talks talk summit negotiation receive",
    "truce ceasefire armistice",
    "measure step",
    "war conflict",
    "fall fell collapse",
    "suspend pause",
    "attack assault offensive raid",
    "arrest detain apprehend",
    "kill murder slay assassinate",
    "quake earthquake tremor",
    "resign resignation quit",
    "buy purchase acquire acquisition takeover",
    "letter write",
    "announce announcement reveal disclose unveil",
    "appoint name",
    "election poll",
    "protest demonstrate demonstration rally",
    "reject rejection refuse refusal rebuff",
    "spokesman spokeswoman spokesperson spokespeople",
)

# Set phrases whose words mean something else one by one, by hand.
_PHRASES = (
    (re.compile(r"\bhumanitarian (?:pause|halt)"), "humanitarian truce"),
    (re.compile(r"\b(?:pause|halt|break|lull|stop) (?:in|to|of) (?:the )?(?:fighting|hostilities)"), "truce"),
    (re.compile(r"\bcease (?:the )?(?:fighting|fire|hostilities)"), "truce"),
    (re.compile(r"\bsilenc\w+ (?:of )?the guns"), "stop the fighting"),
)
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "’": "'"}
)
_SUFFIXES = listed(
    "ations ation ings ing ments ment iness edly ions ion ers er ors or ed es e s"
)  # the longest that fits


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """`text` in lower case, without diacritics, typographic apostrophes straightened."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_SPECIAL)


STOP_WORDS = frozenset(plain(word) for listed in _STOP_WORDS.values() for word in listed.split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of `text` in plain letters, a possessive 's and the hyphens of compounds dropped."""
    return tuple(part for word in _WORD.findall(plain(text)) for part in _parts(word))


@lru_cache(maxsize=65536)
def _parts(word: str) -> tuple[str, ...]:
    word = word.removesuffix("'s").removesuffix("'")
    if word.endswith("n't"):
        return (word[:-3], "not")
    if "-" in word:
        # “cease-fire” and “ceasefire” are one word to a reader, “five-day” is two
        joined = word.replace("-", "")
        return (joined,) if stem(joined) in _CONCEPTS else tuple(word.split("-"))
    return (word,)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A stem that the inflections of a word share, and often its verb and its noun (`invaded`, `invasion`)."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 6 and word.endswith("sion") and word[-5] != "s":
        return word[:-4] + "d"
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not (suffix == "s" and word[-2] in "su"):
            return _trimmed(word[: -len(suffix)])
    return _trimmed(word)


def _trimmed(word: str) -> str:
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 4 and word.endswith("at"):  # negotiate, negotiation
        word = word[:-2]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


_CONCEPTS = {stem(word): stem(row.split()[0]) for row in _CONCEPT_ROWS for word in row.split()}


@lru_cache(maxsize=65536)
def content_words(text: str) -> frozenset[str]:
    """The stems of the words that carry content, words and phrases for one kind of happening brought together."""
    meant = plain(text)
    for phrase, meaning in _PHRASES:
        meant = phrase.sub(meaning, meant)
    return frozenset(concept(word) for word in words(meant) if word not in STOP_WORDS)


def concept(word: str) -> str:
    """The stem of a word, or that of the first word for the same kind of happening."""
    root = stem(word)
    return _CONCEPTS.get(root, root)


def containment(a: Set[str], b: Set[str]) -> float:
    """The share of the smaller set that is in the larger, 0 when one is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def dice(a: Set[str], b: Set[str]) -> float:
    """Twice what is shared by what there is, 0 when both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


@lru_cache(maxsize=65536)
def negated_words(text: str) -> frozenset[str]:
    """The content words that stand up to four words after a negation."""
    sequence = words(text)
    return frozenset(
        concept(word)
        for at, sign in enumerate(sequence)
        if sign in NEGATIONS
        for word in sequence[at + 1 : at + 5]
        if word not in STOP_WORDS
    )


def is_negated(text: str) -> bool:
    """Whether there is a negation anywhere in `text`."""
    return any(word in NEGATIONS for word in words(text))

"""Words by which a sentence says how far a thing has got, whom it has it from, and that reports differ.

By hand, for the languages that news most often mixes; in plain letters (see `similarity.plain`), as patterns of whole
words. In another language such a sign is not seen, so that a sentence that needs one is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from summarizer.text.similarity import plain

Sign = Literal[
    "future", "to_come", "wanted", "possible", "off", "said", "told", "differ", "against", "for", "on_conditions",
    "neutral", "denied",
]  # fmt: skip

_SIGNS: dict[Sign, str] = {
    # what has happened cannot be said like that
    "future": r"""
        will shall (?:is|are)\s(?:also\s|now\s|still\s)?(?:to|due|set|expected|going) plans?\sto upcoming
        wird werden soll sollen va\sa van\sa vai vao va vont zal zullen будет будут буде будуть bedzie beda
        """,
    # planned
    "to_come": r"""
        will shall plan(?:s|ned|ning)? (?:is|are|was|were)\s(?:also\s|now\s|still\s)?(?:to|due|set|expected)
        due schedul\w+ expect(?:s|ed)? set\s(?:to|for|out) intend\w* upcoming arrang\w+ going\sto prepar(?:es|ing)
        would agreed\sto ahead\sof next announc\w+ await\w*
        wird werden soll(?:en|te|ten)? will wollen plan(?:t|en|te) geplant\w* vorgesehen angesetzt bevorsteh\w+
        erwartet\w*
        va vont doit doivent devrait devraient prevu\w* prevoi\w* attendu\w* compte prochain\w*
        va\sa van\sa ira\sa planea\w* debe\w* programad\w* vai vao previst\w* agendad\w* planej\w+ proxim\w+ espera\w*
        deve dovra\w* attes[oaie] prossim\w* zal zullen gepland verwacht\w*
        план\w* будет будут намерен\w* предстоит ожида\w+ буде будуть очіку\w+ bedzie beda zamierza\w* planuj\w+
        """,
    # proposed
    "wanted": r"""
        propos\w+ ask(?:s|ed|ing)? call(?:s|ed|ing)?\s(?:on|for) a\scall calls urg\w+ want\w* seek\w* sought offer\w*
        demand\w* request\w* suggest\w* appeal\w* invit\w+ should would wish\w* hop(?:e|es|ed|ing) press(?:es|ed|ing)?
        promis\w+ pledg\w+ vow(?:s|ed)? push(?:es|ed|ing)? recommend\w* must need\w* back(?:s|ed|ing)? support\w*
        favou?r\w* for\swants plan(?:s|ned)?
        vorschl\w+ vorgeschlagen forder\w+ gefordert bitte[tn]? will wollen soll\w* sollte\w* angebot\w* verlang\w+
        propos\w+ demand\w+ appel\w+ veut veulent souhait\w+ devrait reclam\w+ offr\w+
        pide\w* pidio piden propuso propon\w+ quier\w+ solicit\w+ exig\w+ ofrec\w+ deberia
        ped(?:e|iu|em) propos\w* propoe\w* quer\w* oferec\w+ deveria chied\w+ chiest\w+ propon\w+ vuole vogliono
        offert\w+
        voorstel\w* vraagt vroeg wil willen предлож\w+ предлаг\w+ призва\w+ пропон\w+ закли\w+ proponuj\w+ wzyw\w+
        """,
    # possible
    "possible": r"""
        could may might if would possib\w+ potential\w* unless whether risk\w* fear\w* warn\w* threat\w* consider\w*
        can
        konnte\w* kann konnen falls wenn moglich\w* droh\w+ erwag\w+ wurde\w*
        pourrait pourraient si possible\w* risqu\w+ menac\w+ envisag\w+ podria\w* puede\w* posible\w* amenaz\w+
        estudia
        poderia\w* pode\w* se possivel\w* ameac\w+ potrebbe\w* puo possono possibil\w* minacc\w+ zou zouden kan
        kunnen als
        может могут возможн\w+ если може можуть якщо moze moga jesli
        """,
    # cancelled: said without a bare negation, which is looked at by itself
    "off": r"""
        cancel\w* call(?:s|ed|ing)?\soff scrap(?:s|ped|ping)? drop(?:s|ped)? abandon\w* no\slonger instead withdr\w+
        stay\w*\saway
        renounc\w+ shelv\w+ gave\sup give\w*\sup without not never skip\w* ruled\sout fell\sthrough
        abgesagt\w* absag\w+ gestrichen verzicht\w+ nicht kein\w* statt annul\w+ renonc\w+ pas abandonn\w+ sans
        cancel\w+ anul\w+ suspend\w+ sin no renunci\w+ sem nao desist\w+ annull\w+ non senza rinunci\w+ afgelast
        отмен\w+ не скасов\w+ odwolan\w+ nie
        """,
    # words of reporting that say no more than that it was said
    "said": r"""
        said say(?:s|ing)? told tell(?:s|ing)? according report(?:s|ed|ing|edly)? announc\w+ wrote writ(?:es|ing|ten)
        stat(?:es|ed|ing) statement\w* quot\w+ add(?:s|ed) not(?:es|ed) reply replied declar\w+ describ\w+
        sagt\w* laut zufolge bericht\w* erklart\w* mitgeteilt teilt\w* heisst schr(?:ieb|eibt) dit disent selon
        indiqu\w+
        annonc\w+ ecri\w+ rapport\w+ segun dijo dice\w* anunci\w+ inform\w+ segundo disse diz\w* secondo detto
        riferi\w+
        volgens zei zegt meld\w+ сказа\w+ заяви\w+ сообщ\w+ повідом\w+ powiedzia\w+ poinformowa\w+
        """,
    # said by somebody, or told by one report
    "told": r"""
        said say(?:s|ing)? sa(?:id|ying) told tell(?:s|ing)? according report(?:s|ed|ing|edly)? announc\w+ wrote
        writ(?:es|ing|ten)
        claim\w* accus\w+ alleg\w+ statement\w* quot\w+ stat(?:es|ed|ing) deny den(?:ies|ied) declar\w+ insist\w*
        maintain\w*
        argu(?:es|ed|ing) warn\w* ask(?:s|ed|ing)? call(?:s|ed|ing)? urg\w+ recall\w* not(?:es|ed|ing)
        add(?:s|ed|ing)? confirm\w*
        expect(?:s|ed)? appeal\w* demand\w* propos\w+ offer\w* suspect\w* promis\w+ pledg\w+ vow\w* explain\w*
        repl(?:y|ies|ied)
        describ\w+ hop(?:e|es|ed|ing) want\w* wish\w* put criti\w+ oppos\w+ reject\w+ support\w*
        sagt\w* laut zufolge nach\sangaben bericht\w* erklart\w* teilt\w* kundig\w* angekundigt hiess heisst so\sder
        so\sdie
        schr(?:ieb|eibt) behaupt\w+ nannte nennt forder\w+ wirft
        selon dit disent declar\w+ affirm\w+ d'apres indiqu\w+ annonc\w+ ecri\w+ assur\w+ accus\w+ rapport\w+
        segun dijo dice\w* declar\w+ afirm\w+ anunci\w+ inform\w+ asegur\w+ acus\w+ senal\w+
        segundo disse diz\w* anunci\w+ inform\w+ acus\w+ secondo detto dice afferm\w+ annunci\w+ riferi\w+
        volgens zei zegt meld\w+ verklaar\w+
        сказа\w+ заяви\w+ сообщ\w+ словам повідом\w+ словами powiedzia\w+ wedlug poinformowa\w+
        """,
    "differ": r"""
        differ\w* disagree\w* conflict(?:s|ing)? contradict\w* var(?:y|ies|ied) disput\w+ unclear
        widersprech\w+ widerspruch\w* unterschied\w+ uneinig unklar uneinheitlich
        diverg\w+ contradictoire\w* contredi\w+ different\w* difier\w+ discrep\w+ contradi\w+ contradd\w+ verschill\w+
        расход\w+ противореч\w+ розбіг\w+ супереч\w+ rozn\w+ sprzeczn\w+
        """,
    "against": r"""
        against oppos\w+ reject\w+ refus\w+ criti\w+ condemn\w* denounc\w+ den(?:y|ies|ied)
        rul(?:es|ed|ing)\s(?:\w+\s)?out block\w* object\w*
        protest\w* resist\w* disput\w+ not no never nothing dismiss\w* rebuff\w* oppon\w+ wrong veto\w* halt\w*
        stop\w*
        gegen ablehn\w+ lehnt\w* lehnen abgelehnt verweiger\w+ kritisier\w+ kritik verurteil\w+ nicht kein\w*
        widersetz\w+ zuruckgewiesen
        contre oppos\w+ refus\w+ rejet\w+ critiqu\w+ condamn\w+ pas rejette denonc\w+
        contra opon\w+ opus\w+ rechaz\w+ niega\w* critic\w+ conden\w+ no opo\w+ rejeit\w+ recus\w+ nao
        contro oppon\w+ respin\w+ rifiut\w+ critic\w+ condann\w+ non tegen verwerp\w* weiger\w*
        против отверг\w+ осуд\w+ проти відкин\w+ przeciw\w* odrzu\w+
        """,
    "for": r"""
        support\w* back(?:s|ed|ing)? favou?r\w* welcom\w+ endors\w+ approv\w+ agree\w* champion\w* advocat\w+
        plead\w* defend\w* prais\w+
        unterstutz\w+ befurwort\w+ begruss\w+ soutien\w* soutenu\w* approuv\w+ favorable\w* apoy\w+ respald\w+ apoi\w+
        favorevol\w+ sostien\w+ steun\w* поддерж\w+ підтрим\w+ popier\w+
        """,
    # reporting words that turn round what follows them
    "denied": r"""
        den(?:y|ies|ied|ying|ial|ials) refut\w+ disput\w+ reject\w* declin\w+ refus\w+ rul(?:e|es|ed|ing)\sout
        doubt(?:s|ed|ing)? dismiss\w* contradict\w*
        dementi\w* bestr(?:eitet|eiten|itt|itten) bestritten leugne\w* geleugnet zuruckgewiesen weigert\w*
        dement\w* nie nient nia[it]\w* refus\w+ desm(?:ient|int)\w+ neg(?:o|aron|ado|ou|aram|a|ato|ava) niega\w*
        rechaz\w+ recus\w+ rejeit\w+ smenti\w+ rifiut\w+ ontken\w* weiger\w*
        отрица\w+ опроверг\w+ отказа\w+ заперечи\w+ запереч\w+ спростув\w+ zaprzecz\w+ odrzuc\w+
        """,
    "neutral": r"""
        neutral\w* no\sside undecided unentschieden indecis\w* нейтральн\w*
        """,
    "on_conditions": r"""
        if unless condition\w* provided only\sif until first once before in\sreturn exchange as\slong\sas depend\w*
        only
        wenn falls sofern bedingung\w* nur erst solange si condition\w* pourvu seulement condicion\w* solo condi\w+
        se somente
        condizion\w+ als mits voorwaard\w+ если услови\w+ якщо умов\w+ jesli warunk\w+ jezeli avant antes primero
        bevor zuerst
        """,
}
# Future tenses that are an ending: “reunirá”, “rencontreront”. With diacritics, so on the folded text.
_FUTURE = re.compile(
    r"\b\w{3,}(?:r(?:á|án|ão|à|anno)|(?:er|ir|dr|ttr|oir|aur|ser|fer)(?:a|ont))\b|\b(?:ira|iront|sera|seront|aura)\b"
)
_ENDINGS_TELL = frozenset(("fr", "es", "pt", "it"))
# What may not be said in passing: unlike other words of a sentence, each of these must be among those of its items.
_HEAVY = re.compile(
    r"\b(?:against|gegen|contre|contra|contro|cancel\w*|postpon\w+|den(?:y|ies|ied|ial)|reject\w*|refus\w+|fail(?:s|ed|ure)?|confirm\w*|prov(?:es|ed|en)|"
    r"unanim\w+|undisputed|certain(?:ly)?|guilt\w+|convict\w*|admit\w*|confess\w*|kill\w*|dead|died?|dies|murder\w*|"
    r"resign\w*|arrest\w*|apologi[sz]\w*|abandon\w*|secret\w*|illegal\w*|accus\w*|threat\w*|condemn\w*|"
    r"prais\w*|welcom\w*|attack\w*|blam\w+|prevent\w*|abgesagt|verschoben|abgelehnt|bestatigt\w*|"
    r"bewiesen|tot|tote[nr]?|getotet\w*|schuldig|annul\w+|reporte\w*|refus\w+|confirme\w*|mort\w*|tue\w*|coupable\w*|"
    r"aplazad\w+|rechaz\w+|confirmad\w+|muert\w+|culpable\w*|adiad\w+|rejeit\w+|mortos?|culpad\w+)\b"
)


def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b")


_PATTERNS = {sign: _compiled(words) for sign, words in _SIGNS.items()}


@lru_cache(maxsize=4096)
def shows(text: str, sign: Sign, language: str | None = None) -> bool:
    """Whether a word of `text` is such a sign; in some languages a future tense is one."""
    if sign in ("to_come", "future") and language in _ENDINGS_TELL and _FUTURE.search(text.casefold()):
        return True
    return bool(_PATTERNS[sign].search(plain(text)))


def signs(text: str, sign: Sign) -> tuple[str, ...]:
    """The words of `text`, in plain letters, that are such signs."""
    return tuple(match[0] for match in _PATTERNS[sign].finditer(plain(text)))


def without(text: str, sign: Sign) -> str:
    """`text` in plain letters without such signs."""
    return _PATTERNS[sign].sub(" ", plain(text))


def heavy_words(text: str) -> tuple[str, ...]:
    """Words in plain letters that a sentence may not hold unless its items do."""
    return tuple(match[0] for match in _HEAVY.finditer(plain(text)))

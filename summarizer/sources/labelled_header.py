"""Headers whose lines say what they are: “Title: …”, “Outlet: …”, “Date: …”, “By: …”, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "outlet", "byline", "published", "url", "language"]
Line = Field | Literal["unused", "text"]

# What stands before the colon, in the languages with the most news sites; `unused` is about the article and not needed,
# behind `text` the article begins.
_LABELS: dict[Line, str] = {
    "title": "title, headline, heading, titel, schlagzeile, überschrift, titre, título, titulo, titular, titolo, "
    "manchete, kop, overskrift, tittel, otsikko, tytuł, titlu, cím, başlık, τίτλος, заголовок, название, "
    "标题, 標題, 見出し, タイトル, 제목, عنوان, العنوان, כותרת, शीर्षक",
    "outlet": "outlet, source, publication, publisher, newspaper, site, website, medium, quelle, zeitung, média, "
    "media, journal, medio, fuente, periódico, diario, testata, fonte, veículo, jornal, bron, krant, källa, "
    "tidning, kilde, avis, lähde, źródło, gazeta, sursa, forrás, kaynak, πηγή, издание, источник, газета, джерело, "
    "来源, 來源, 媒体, 媒體, 出典, 출처, المصدر, מקור, स्रोत",
    "byline": "by, byline, author, authors, author(s), writer, reporter, written by, von, autor, autorin, autoren, "
    "par, auteur, auteurs, por, autora, autores, di, autore, autori, door, av, författare, af, forfatter, skribent, "
    "kirjoittaja, yazar, συγγραφέας, текст, автор, авторы, 作者, 记者, 記者, 著者, 기자, 글, الكاتب, بقلم, מאת, लेखक",
    "published": "date, published, published on, publication date, date published, posted, pubdate, datum, dato, data, "
    "veröffentlicht, veröffentlicht am, erschienen, erscheinungsdatum, date de publication, publié, publié le, fecha, "
    "fecha de publicación, publicado, data de publicação, data di pubblicazione, pubblicato, gepubliceerd, publicerad, "
    "publicerat, päivämäärä, opublikowano, tarih, ημερομηνία, дата, дата публикации, опубликовано, 日期, 发布日期, "
    "发布时间, 時間, 时间, 日付, 公開日, 날짜, التاريخ, תאריך, दिनांक",
    "url": "url, link, web, permalink, adresse, lien, enlace, ссылка, 链接, 連結",
    "language": "language, lang, sprache, langue, idioma, lingua, taal, språk, sprog, язык, 语言",
    "unused": "section, category, rubrik, topic, topics, tags, keywords, updated, last updated, modified, ressort, "
    "rubrique, sección, word count, id",
    "text": "text, body, article, content, full text, texte, texto, testo, inhalt, artikel, текст статьи, 正文, 本文",
}
_KINDS: dict[str, Line] = {label: kind for kind, labels in _LABELS.items() for label in labels.split(", ")}
_LINE = re.compile(
    r"[ \t>#*_]*(?P<label>[^\s:：*_][^\n:：*_]{0,24}?)[ \u00a0*_]*[:：][ \t\u00a0*_]*(?P<value>.*?)[ \t*_]*\Z"
)
_RULE = re.compile(r"[ \t]*[-=_*~]{3,}[ \t]*\Z")
_LINES = 24
_LONGEST = 300  # characters of a line


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labelled lines at the beginning of a text say, and where they end."""

    fields: dict[Field, str]
    end: int


def labelled_header(text: str) -> Labelled | None:
    """The labelled lines that a text begins with, or has below its first line; none where that is in doubt.

    One label is in doubt, unless it is that of the title: “Source: the ministry” may be the text itself.
    """
    fields: dict[Field, str] = {}
    position = end = 0
    above: str | None = None
    for line in text[:8000].splitlines(keepends=True)[: 2 * _LINES]:
        start, position = position, position + len(line)
        words = line.strip(" \t\r\n\ufeff")
        if not words:
            continue
        if fields and _RULE.match(words):
            end = position
            break
        kind, value = _kind(words)
        if kind == "text" and fields:
            end = start + line.index(value, line.index(words)) if value else position
            break
        if kind is None or kind == "text":
            if above is None and not fields and len(words) <= _LONGEST and words[-1] not in ".:":
                above = words
                continue
            break
        if kind != "unused" and value:
            fields.setdefault(kind, value)
        end = position
    if above is not None:
        if "title" in fields or len(fields) < 2:
            return None
        fields["title"] = above.strip("#* \t")
    if ("title" not in fields and len(fields) < 2) or not text[end:].strip():
        return None
    return Labelled(fields, end)


def _kind(line: str) -> tuple[Line | None, str]:
    """What a line is, by the label that it begins with, and what stands behind that."""
    match = _LINE.match(line) if len(line) <= _LONGEST else None
    if not match:
        return None, ""
    return _KINDS.get(" ".join(match["label"].lower().split())), match["value"]

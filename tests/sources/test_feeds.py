"""Feeds: the entries that hold their articles, and what is said of the others."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import ReadError
from summarizer.sources import Failed, Found, read, read_article

BODY = "<p>The harbour board will stop the ferries in June.</p><p>“We regret it,” said Mara Lind.</p>"
TEXT = "The harbour board will stop the ferries in June.\n\n“We regret it,” said Mara Lind."
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Oldhaven Post</title><link>https://post.example/</link><language>en-gb</language>
<item><title>Ferries &amp; more</title><link>https://post.example/1</link><dc:creator>Ida Berg</dc:creator>
<pubDate>Tue, 12 May 2026 10:00:00 +0200</pubDate><description>Short.</description>
<content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Bridge</title><link>https://post.example/2</link><description>A summary of it.</description></item>
<item><title>Tram</title><link>https://post.example/3</link>
<content:encoded><![CDATA[<p>The tram will not come. […]</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="iso-8859-1"?><!-- made by hand -->
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Die Küstenzeitung</title>
<entry><title type="html">Fähren vor dem &lt;b&gt;Aus&lt;/b&gt;</title><link href="https://kz.example/1"/>
<id>tag:kz.example,1</id><updated>2026-05-12T10:00:00Z</updated>
<author><name>Ida Berg</name></author><author><name>Tom Hale</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Die Fähren fallen aus.</p><p>Das ist schade.</p></div>
</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The Oldhaven Post",
    "language": "en",
    "authors": [{"name": "The desk"}],
    "items": [
        {"id": "1", "url": "https://post.example/1", "title": "Ferries", "content_html": BODY,
         "date_published": "2026-05-12T10:00:00+02:00", "authors": [{"name": "Ida Berg"}]},
        {"id": "2", "url": "https://post.example/2", "title": "Bridge", "summary": "A summary of it."},
        {"id": "3", "content_text": "The tram will not come, said the mayor."},
    ],
}  # fmt: skip


def results(folder: Path, content: str | bytes, name: str = "feed.xml") -> list[Found | Failed]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read([str(path)]))


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.txt", "saved.html"])
def test_an_rss_feed_gives_the_articles_that_it_holds(tmp_path: Path, name: str) -> None:
    (found,) = results(tmp_path, RSS, name)
    assert isinstance(found, Found)
    assert found.source == f"{tmp_path / name}[0]"
    article = found.article
    assert (article.title, article.text) == ("Ferries & more", TEXT)
    assert (article.outlet, article.byline, article.language) == ("The Oldhaven Post", "Ida Berg", "en-gb")
    assert (article.url, article.published) == ("https://post.example/1", "2026-05-12T10:00:00+02:00")
    (remark,) = found.remarks
    assert "2 of 3 entries hold only a summary" in remark


def test_an_atom_feed_in_another_encoding(tmp_path: Path) -> None:
    (found,) = results(tmp_path, ATOM.encode("iso-8859-1"), "feed.atom")
    assert isinstance(found, Found)
    article = found.article
    assert (article.title, article.text) == ("Fähren vor dem Aus", "Die Fähren fallen aus.\n\nDas ist schade.")
    assert (article.outlet, article.byline, article.language) == ("Die Küstenzeitung", "Ida Berg, Tom Hale", "de")
    assert article.published == "2026-05-12T10:00:00Z"


def test_a_json_feed(tmp_path: Path) -> None:
    first, second = results(tmp_path, json.dumps(JSON_FEED), "feed.json")
    assert isinstance(first, Found)
    assert isinstance(second, Found)
    assert (first.article.title, first.article.text, first.article.byline) == ("Ferries", TEXT, "Ida Berg")
    assert (first.article.outlet, first.article.published) == ("The Oldhaven Post", "2026-05-12T10:00:00+02:00")
    assert any("one entry" in remark or "1 of 3 entries" in remark for remark in first.remarks)
    assert (second.source, second.article.byline) == (f"{tmp_path}/feed.json[2]", "The desk")


def test_a_feed_of_summaries_says_so_and_where_the_articles_are(tmp_path: Path) -> None:
    feed = RSS.replace(f"<content:encoded><![CDATA[{BODY}]]></content:encoded>", "")
    (failed,) = results(tmp_path, feed)
    assert isinstance(failed, Failed)
    assert "only summaries of its 3 entries" in failed.error.problem
    assert "https://post.example/1" in failed.error.remedy


def test_a_description_of_an_article_s_size_is_the_article(tmp_path: Path) -> None:
    long = "<p>The harbour board will stop the ferries in June, said its chair.</p>" * 20
    item = f"<item><description><![CDATA[{long}]]></description></item>"
    feed = f"<rss version='2.0'><channel><title>P</title>{item}</channel></rss>"
    (found,) = results(tmp_path, feed)
    assert isinstance(found, Found)
    (failed,) = results(tmp_path, feed.replace("]]>", "<p>Read more »</p>]]>"))
    assert isinstance(failed, Failed)


def answer(*articles: Any) -> str:
    return json.dumps({"status": "ok", "totalResults": len(articles), "articles": articles})


def test_an_answer_of_newsapi(tmp_path: Path) -> None:
    whole = {
        "source": {"id": None, "name": "The Oldhaven Post"}, "author": "Ida Berg", "title": "Ferries",
        "description": "Short.", "url": "https://post.example/1", "urlToImage": None,
        "publishedAt": "2026-05-12T10:00:00Z", "content": TEXT,
    }  # fmt: skip
    cut = {**whole, "content": TEXT[:40] + "… [+1234 chars]"}
    (found,) = results(tmp_path, answer(cut, whole), "news.json")
    assert isinstance(found, Found)
    assert found.source.endswith("news.json[1]")
    article = found.article
    assert (article.title, article.text, article.outlet) == ("Ferries", TEXT, "The Oldhaven Post")
    assert (article.byline, article.published) == ("Ida Berg", "2026-05-12T10:00:00Z")
    assert not any("keys not used" in note for note in found.notes)
    (failed,) = results(tmp_path, answer(cut, cut), "news.json")
    assert isinstance(failed, Failed)
    assert "only summaries of its 2 entries" in failed.error.problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<rss version='2.0'><channel><title>P</title></channel></rss>", "no entry in this feed"),
        ("<?xml version='1.0'?><urlset><url>x</url></urlset>", "no RSS or Atom feed"),
        ("<rss", "no RSS or Atom feed|no entry"),
    ],
)
def test_xml_that_holds_no_article(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.xml").write_text(content)
    with pytest.raises(ReadError, match=says):
        read_article(str(tmp_path / "a.xml"))


def test_a_feed_that_is_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    (found,) = results(tmp_path, RSS[: RSS.index("<item><title>Bridge")])
    assert isinstance(found, Found)


def test_entities_are_not_blown_up_and_no_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret")
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "words words ">{entities}'
        f'<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'
        + RSS.partition("?>")[2].replace("Ferries &amp; more", "&e11; &f;").replace("The harbour board", "&e11; &f;")
    )
    begun = time.monotonic()
    for result in results(tmp_path, feed):
        if isinstance(result, Found):
            assert "the secret" not in result.article.model_dump_json()
            assert len(result.article.text) < 10_000
    assert time.monotonic() - begun < 20

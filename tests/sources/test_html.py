"""Pages, from files and from a server."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import ReadError
from summarizer.sources import Defaults, Failed, Found, read, read_article
from summarizer.sources.html import fragment_text
from summarizer.sources.limits import MAX_BYTES

PARAGRAPHS = [
    "The harbour board of Oldhaven will stop the ferries to the outer islands in June, its chair said on Tuesday.",
    "“We regret it, but nobody pays for empty ships,” said Mara Lind, who has led the board since last autumn.",
    "Islanders were not asked. Their council called the decision “a bridge burnt” and wants to go to court over it.",
    "The region’s transport minister, Tom Hale, said that he would look for money, though not before the elections.",
]
PUBLISHED = '<meta property="article:published_time" content="2026-05-12T10:00:00+02:00">'


def page(meta: str = PUBLISHED, language: str = "en-GB", body: list[str] | None = None) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body or PARAGRAPHS)
    return f"""<!DOCTYPE html><html lang="{language}"><head><title>Ferries to stop | The Oldhaven Post</title>
<meta property="og:site_name" content="The Oldhaven Post"><meta property="og:title" content="Ferries to stop">
<meta name="author" content="Ida Berg">{meta}<link rel="canonical" href="https://post.example/ferries"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Ferries to stop</h1>{paragraphs}</article>
<aside><h2>Most read</h2><ul><li><a href="/cat">Cat wins prize</a></li></ul></aside>
<footer>© 3 March 2019 Oldhaven Post. We use cookies.</footer></body></html>"""


def found_in(folder: Path, html: str | bytes, name: str = "a.html") -> Found:
    path = folder / name
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    (result,) = read([str(path)])
    assert isinstance(result, Found)
    return result


def test_a_page_gives_its_article_and_what_it_says_of_it(tmp_path: Path) -> None:
    article = found_in(tmp_path, page()).article
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert article.title == "Ferries to stop"
    assert (article.outlet, article.byline, article.language) == ("The Oldhaven Post", "Ida Berg", "en-GB")
    assert article.url == "https://post.example/ferries"
    assert (article.published, article.published_basis) == ("2026-05-12T10:00:00+02:00", "metadata")


@pytest.mark.parametrize("furniture", ["Sport", "Cat wins prize", "cookies"])
def test_page_furniture_is_left_out(tmp_path: Path, furniture: str) -> None:
    assert furniture not in found_in(tmp_path, page()).article.text


def test_the_year_in_the_footer_is_not_the_date(tmp_path: Path) -> None:
    found = found_in(tmp_path, page(meta=""))
    assert found.article.published is None
    assert any("2019-03-03" in note for note in found.notes)


def test_a_date_in_the_headline_is_not_that_of_the_page(tmp_path: Path) -> None:
    html = page(meta="").replace("<title>", "<title>What happened on 3 May 2018: ")
    assert found_in(tmp_path, html).article.published is None


def test_the_time_of_publication_goes_before_that_of_a_change(tmp_path: Path) -> None:
    changed = '<meta property="article:modified_time" content="2026-05-14T10:00:00+02:00">'
    assert found_in(tmp_path, page(changed + PUBLISHED)).article.published == "2026-05-12T10:00:00+02:00"


def test_the_date_of_linked_data(tmp_path: Path) -> None:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2026-05-12T08:00:00Z"}
    meta = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert found_in(tmp_path, page(meta)).article.published == "2026-05-12T08:00:00Z"


@pytest.mark.parametrize(
    "dated",
    [
        '<time datetime="2026-05-12">12 May</time>',
        '<span itemprop="datePublished" content="2026-05-12">12 May</span>',
        "<p>May 12, 2026</p>",
    ],
)
def test_a_date_in_the_body_of_the_page(tmp_path: Path, dated: str) -> None:
    html = page(meta="").replace("</h1>", "</h1>" + dated) + '<time datetime="2020-01-01">Another article</time>'
    assert found_in(tmp_path, html).article.published == "2026-05-12"


def test_a_page_from_the_future_keeps_its_date(tmp_path: Path) -> None:
    found = found_in(tmp_path, page(PUBLISHED.replace("2026", "2090")))
    assert found.article.published == "2090-05-12T10:00:00+02:00"
    assert any("future" in note for note in found.notes)


def test_the_encoding_that_a_page_declares_is_used(tmp_path: Path) -> None:
    polish = [
        "Burmistrz Starego Portu powiedział, że promy przestaną kursować w czerwcu, choć nikt nie pytał wyspiarzy."
    ] * 4
    html = page('<meta charset="iso-8859-2">', language="pl", body=polish)
    assert polish[0] in found_in(tmp_path, html.replace("’", "'").encode("iso-8859-2", "ignore")).article.text


def test_a_page_in_a_text_file_is_read_as_one(tmp_path: Path) -> None:
    article = found_in(tmp_path, "\n<!-- saved -->\n" + page(), "a.txt").article
    assert article.title == "Ferries to stop"
    assert "<p>" not in article.text


def test_text_that_mentions_tags_stays_text(tmp_path: Path) -> None:
    text = "The <body> of the page was empty, <b>he</b> said.\n"
    assert found_in(tmp_path, text, "a.txt").article.text == text


def test_a_stray_nul_does_not_cut_the_page(tmp_path: Path) -> None:
    assert PARAGRAPHS[-1] in found_in(tmp_path, page().replace("nobody", "no\0body")).article.text


def test_very_little_text_is_told(tmp_path: Path) -> None:
    found = found_in(tmp_path, page(body=["The ferries to the outer islands will stop in June, the board said."]))
    assert any("check that it is the article" in note for note in found.notes)


@pytest.mark.parametrize("html", ["<html></html>", "<html><body><nav>Home</nav></body></html>", "<div>" * 5000])
def test_a_page_without_an_article_is_an_error(tmp_path: Path, html: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.html"
    path.write_text(html)
    with pytest.raises(ReadError, match=r"a\.html: no article was found"):
        read_article(str(path))
    assert capfd.readouterr().err == ""


class Handler(BaseHTTPRequestHandler):
    """A small news site."""

    def do_GET(self) -> None:
        self.server.agents.append(self.headers["User-Agent"])  # type: ignore[attr-defined]
        match self.path:
            case "/page":
                self.answer(200, "text/html; charset=utf-8", page().encode())
            case "/latin":
                self.answer(
                    200,
                    "text/plain; charset=windows-1250",
                    "Wójt powiedział, że promów już nie będzie.".encode("cp1250"),
                )
            case "/zipped":
                self.answer(200, "text/html", gzip.compress(page().encode()), ("Content-Encoding", "gzip"))
            case "/feed":
                self.answer(200, "application/x-ndjson", b'{"text": "One."}\n{"text": "Two."}\n')
            case "/api":
                self.answer(200, "application/json", b'{"text": "From an interface."}')
            case "/moved":
                self.answer(301, "text/html", b"", ("Location", "/page"))
            case "/circle":
                self.answer(302, "text/html", b"", ("Location", "/circle"))
            case "/empty":
                self.answer(200, "text/html", b"<html><body><nav>Home</nav></body></html>")
            case "/pdf":
                self.answer(200, "application/pdf", b"%PDF-1.7 ...")
            case "/huge":
                self.answer(200, "text/html", b"x" * (MAX_BYTES + 1))
            case "/short":
                self.answer(200, "text/html", b"half", ("Content-Length", "400"))
            case "/login":
                self.answer(403, "text/html", b"no")
            case "/broken":
                self.answer(503, "text/html", b"no")
            case _:
                self.answer(404, "text/html", b"no")

    def answer(self, status: int, media_type: str, body: bytes, header: tuple[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in [header] if header else []:
            self.send_header(name, value)
        if not header or header[0] != "Content-Length":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr."""


@pytest.fixture
def agents() -> list[str]:
    return []


@pytest.fixture
def site(agents: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.agents = agents  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/page", "/zipped", "/moved"])
def test_an_address_gives_its_article(site: str, agents: list[str], path: str) -> None:
    (found,) = read([site + path])
    assert isinstance(found, Found)
    assert found.source == site + path
    assert PARAGRAPHS[1] in found.article.text
    assert found.article.url == "https://post.example/ferries"
    assert set(agents) == {"summarizer"}


def test_the_server_names_the_encoding(site: str) -> None:
    article = read_article(f"{site}/latin", Defaults(language="pl"))
    assert article.text == "Wójt powiedział, że promów już nie będzie."
    assert article.url == f"{site}/latin"


def test_a_feed_and_an_interface_are_read_as_json(site: str) -> None:
    assert [result.source for result in read([f"{site}/feed"])] == [f"{site}/feed:1", f"{site}/feed:2"]
    assert read_article(f"{site}/api").text == "From an interface."


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/gone", "answers 404"),
        ("/login", "answers 403"),
        ("/broken", "answers 503"),
        ("/circle", "cannot be reached"),
        ("/short", "cannot be reached"),
        ("/empty", "no article was found"),
        ("/pdf", "PDF"),
        ("/huge", "more than 16 MB"),
    ],
)
def test_an_address_that_gives_no_article_costs_nothing_else(site: str, path: str, says: str) -> None:
    failed, found = read([site + path, f"{site}/page"])
    assert isinstance(failed, Failed)
    assert isinstance(found, Found)
    assert failed.error.problem.startswith(site + path)
    assert says in failed.error.problem
    assert failed.error.remedy


def test_each_address_is_asked_once(site: str, agents: list[str]) -> None:
    list(read([f"{site}/broken"]))
    assert len(agents) == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/x", "http://", "https://[bad/", "http://no-such-host.invalid/"]
)
def test_an_address_that_cannot_be_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(ReadError) as caught:
        read_article(address)
    assert caught.value.problem.startswith(address)
    assert caught.value.remedy


LAYOUT = """<html><head><title>Ferries to stop</title></head><body><table><tr><td colspan=3>The Post</td></tr><tr>
<td><a href=/>Home</a><br><a href=/w>World news</a><br><a href=/s>Sport</a></td><td><h1>Ferries to stop</h1>{body}</td>
<td>Most read<br><a href=/cat>Cat wins prize of the year</a></td></tr></table></body></html>"""


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{each}</p>" for each in PARAGRAPHS),
        "<br><br>".join(PARAGRAPHS),
        "".join(f"<font face=arial>{each}</font><p>" for each in PARAGRAPHS),
        "<table><tr><td>" + "</td></tr><tr><td>".join(PARAGRAPHS) + "</td></tr></table>",
    ],
)
def test_a_page_laid_out_with_a_table_keeps_its_paragraphs_and_no_menu(tmp_path: Path, body: str) -> None:
    lines = found_in(tmp_path, LAYOUT.format(body=body)).article.text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == PARAGRAPHS
    assert not {"Home", "World", "Cat"} & set(" ".join(lines).split())


def test_a_table_of_figures_stays_one(tmp_path: Path) -> None:
    table = "<table><tr><th>Island</th><th>Ferries</th></tr><tr><td>Skar</td><td>4</td></tr></table>"
    assert "| Skar | 4 |" in found_in(tmp_path, page().replace("</article>", f"{table}</article>")).article.text


def test_a_page_that_a_script_fills_is_read_from_its_linked_data(tmp_path: Path) -> None:
    data = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Ferries to stop",
                "articleBody": "\n\n".join(PARAGRAPHS),
                "author": [{"name": "Ida Berg"}],
                "datePublished": "2026-05-12T08:00:00Z",
            }
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    article = found_in(tmp_path, f"<html><head>{script}</head><body><div id=app></div></body></html>").article
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.byline) == ("Ferries to stop", "Ida Berg")
    assert article.published == "2026-05-12T08:00:00Z"


@pytest.mark.parametrize("bait", ['<script type="application/ld+json">', "<time>", "<title>"])
def test_elements_that_are_never_closed_take_no_time(tmp_path: Path, bait: str) -> None:
    begun = time.monotonic()
    (tmp_path / "a.html").write_text(page() + bait * 20_000)
    list(read([str(tmp_path / "a.html")]))
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("tag", ["font", "span"])
def test_more_marks_of_looks_than_anybody_writes_are_taken_out_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    import trafilatura

    left: list[int] = []
    extract = trafilatura.bare_extraction

    def counting(tree: Any, **options: Any) -> Any:
        left.append(sum(1 for _ in tree.iter(tag)))
        return extract(tree, **options)

    monkeypatch.setattr(trafilatura, "bare_extraction", counting)
    for count in (1, 3000):
        words = "".join(f"<{tag}>word </{tag}>" for _ in range(count))
        (tmp_path / "a.html").write_text(page(body=[*PARAGRAPHS, words]))
        assert read_article(str(tmp_path / "a.html")).text.count("word") == count
    assert left[0] > 0 == left[1]


def test_characters_that_no_text_has_do_not_cost_the_page(tmp_path: Path) -> None:
    html = page().replace("nobody", "no&#x1b;bo\x1bdy").replace("Islanders", "&#0;Islanders&#xD800;&#11;")
    text = found_in(tmp_path, html).article.text
    assert "nobody" in text
    assert PARAGRAPHS[2] in text


@pytest.mark.parametrize(
    "piece", ["<!-- ", "<title", "<a itemprop=datePublished ", "<![CDATA[", "<?", "a<br>", "<br>", "<b>", "&#", "<td>"]
)
def test_marked_up_text_that_was_made_to_be_slow_takes_time_in_proportion(piece: str) -> None:
    for many in (piece * 40_000, f"<p>The ferries stop.</p>{piece * 40_000}"):
        begun = time.process_time()
        fragment_text(many)
        assert time.process_time() - begun < 3, "seconds; the square of its length would be a minute"
    assert fragment_text(f"<p>The ferries stop.</p>{piece * 9}").startswith("The ferries stop.")

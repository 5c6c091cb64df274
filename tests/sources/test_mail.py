"""E-mails as articles."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.sources import Found, read, read_article
from summarizer.sources.mail import mail

TEXT = "The harbour board will stop the ferries in June.\n\n“We regret it,” said Mara Lind.\n"


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Mara Lind <press@harbour.example>"
    made["To"] = "desk@post.example"
    made["Subject"] = "Fähren: the ferries stop"
    made["Date"] = "Tue, 12 May 2026 10:00:00 +0200"
    for name, value in headers.items():
        made[name] = value
    return made


def found_in(folder: Path, data: bytes, name: str = "a.eml") -> Found:
    (folder / name).write_bytes(data)
    (result,) = read([str(folder / name)])
    assert isinstance(result, Found)
    return result


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "mail"])
def test_a_mail_is_its_text_and_its_headers(tmp_path: Path, name: str) -> None:
    made = message()
    made.set_content(TEXT)
    article = found_in(tmp_path, made.as_bytes(), name).article
    assert article.text == TEXT
    assert (article.title, article.byline) == ("Fähren: the ferries stop", "Mara Lind")
    assert (article.published, article.published_basis) == ("2026-05-12T10:00:00+02:00", "metadata")


def test_the_plain_version_is_read_and_what_is_attached_is_named(tmp_path: Path) -> None:
    made = message()
    made.set_content(TEXT)
    made.add_alternative("<html><body><p>Marked up.</p></body></html>", subtype="html")
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="statement.pdf")
    found = found_in(tmp_path, made.as_bytes())
    assert found.article.text == TEXT
    assert any("statement.pdf" in note for note in found.notes)


def test_a_mail_that_is_marked_up_only(tmp_path: Path) -> None:
    made = message()
    made.set_content("<html><body><p>The ferries stop.</p><p>“We regret it,” she said.</p></body></html>", "html")
    text = found_in(tmp_path, made.as_bytes()).article.text
    assert text.split("\n") == ["The ferries stop.", "“We regret it,” she said."]


def test_a_mail_in_another_encoding_that_names_a_wrong_one(tmp_path: Path) -> None:
    head = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    text = "Der Bürgermeister sagte: „Wir schließen die Brücke.“"
    assert found_in(tmp_path, head + text.encode("cp1252")).article.text == text


def test_text_about_a_mail_is_no_mail(tmp_path: Path) -> None:
    text = "From: the mayor\n\nThe ferries stop, he wrote.\n"
    (tmp_path / "a.txt").write_text(text)
    assert read_article(str(tmp_path / "a.txt")).text == text


OLD = ["The board would never stop the ferries.", "", "“Never,” said Ida Berg."]


@pytest.mark.parametrize(
    "introduced",
    [
        "On Mon, 11 May 2026 at 09:12, Ida Berg <ida@harbour.example> wrote:",
        "On Mon, 11 May 2026 at 09:12, Ida Berg\n<ida@harbour.example> wrote:",
        "Am 11.05.2026 um 09:12 schrieb Ida Berg:",
        "Le lun. 11 mai 2026 à 09:12, Ida Berg a écrit :",
    ],
)
def test_what_a_mail_answers_is_not_its_own_words(tmp_path: Path, introduced: str) -> None:
    made = message(**{"In-Reply-To": "<1@harbour.example>"})
    made.set_content("\n".join([TEXT, introduced, *(f"> {line}" for line in OLD)]))
    found = found_in(tmp_path, made.as_bytes())
    assert found.article.text == TEXT
    assert any("left out" in note for note in found.notes)


@pytest.mark.parametrize(
    ("subject", "marker", "labels"),
    [
        ("Fwd: News", "---------- Forwarded message ---------", ("From", "Date", "Subject", "To")),
        ("News", "Begin forwarded message:", ("From", "Subject", "Date", "To")),
        ("WG: News", "-----Ursprüngliche Nachricht-----", ("Von", "Gesendet", "An", "Betreff")),
        ("TR: News", "", ("*De :*", "*Envoyé :*", "*À :*", "*Objet :*")),
    ],
)
@pytest.mark.parametrize("quoted", ["", "> "])
def test_the_article_in_a_forwarded_mail_is_what_was_forwarded(
    tmp_path: Path, subject: str, marker: str, labels: tuple[str, ...], quoted: str
) -> None:
    values = {
        "from": "Ida Berg <ida@harbour.example>",
        "date": "11 May 2026 09:12 +0200",
        "to": "desk@post.example",
        "subject": "Ferries stay",
    }
    places = {
        "from": ("From", "Von", "*De"),
        "date": ("Date", "Gesendet", "*Envoyé"),
        "to": ("To", "An", "*À"),
        "subject": ("Subject", "Betreff", "*Objet"),
    }
    kinds = [next(kind for kind, starts in places.items() if label.startswith(starts)) for label in labels]
    headers = [
        f"{label if ':' in label else label + ':'} {values[kind]}" for label, kind in zip(labels, kinds, strict=True)
    ]
    made = message()
    made.replace_header("Subject", subject)
    covered = "\n".join(f"{quoted}{line}" for line in [*headers, "", *OLD])
    made.set_content(f"For you.\n\n{marker}\n{covered}\n")
    found = found_in(tmp_path, made.as_bytes())
    assert found.article.text.split("\n") == [*OLD, ""]
    assert (found.article.title, found.article.byline) == ("Ferries stay", "Ida Berg")
    assert (found.article.published or "")[:10] == "2026-05-11"


def test_a_mail_below_the_answer_to_it_is_left_out(tmp_path: Path) -> None:
    made = message()
    made.replace_header("Subject", "Re: News")
    head = "-----Original Message-----\nFrom: Ida Berg\nSent: Monday, 11 May 2026\nTo: x\nSubject: News\n\n"
    made.set_content(TEXT + head + "\n".join(OLD))
    article = found_in(tmp_path, made.as_bytes()).article
    assert (article.text, article.title, article.byline) == (TEXT, "News", "Mara Lind")


def test_what_a_marked_up_mail_answers_is_not_its_own_words(tmp_path: Path) -> None:
    made = message()
    made.set_content(
        "<html><body><p>The ferries stop.</p><div>On 11 May 2026, Ida Berg wrote:</div>"
        "<blockquote type='cite'><p>The board would never stop the ferries.</p></blockquote></body></html>",
        "html",
    )
    assert found_in(tmp_path, made.as_bytes()).article.text.strip() == "The ferries stop."


def test_a_mail_that_is_quoted_wholly_is_read_without_its_marks(tmp_path: Path) -> None:
    made = message()
    made.set_content("\n".join(f"> {line}" for line in OLD))
    assert found_in(tmp_path, made.as_bytes()).article.text.strip().split("\n") == OLD


def test_lines_that_only_look_like_headers_are_text(tmp_path: Path) -> None:
    text = "The programme:\n\nFrom: the harbour\nTo: the islands\n\nThe ferries stop.\n"
    made = message()
    made.set_content(text)
    assert found_in(tmp_path, made.as_bytes()).article.text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"From a@b.example Tue May 12 10:00:00 2026\nFrom: a@b.example\nSubject: x\n\nWords\n", "mailbox"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\nContent-Type: image/png\n\nxx\n", "no text"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\n\n", "empty"),
    ],
)
def test_a_mail_without_text(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "a.eml").write_bytes(data)
    with pytest.raises(ReadError, match=says):
        read_article(str(tmp_path / "a.eml"))


@given(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: text/plain; charset=nonsense\n",
                b"Content-Transfer-Encoding: base64\n", b"Subject: =?utf-8?b?////?=\n", b"From: <<>>,;:\n",
                b"Date: yesterday\n", b"\n--x\n", b"\n--x--\n", b"Content-Disposition: attachment; filename*=x'y'%\n",
            ]
        ),
        max_size=12,
    ),
)  # fmt: skip
def test_no_mail_trips_the_reader(body: bytes, headers: list[bytes]) -> None:
    try:
        mail(b"From: a@b.example\n" + b"".join(headers) + b"\n" + body, "a.eml", None)
    except ReadError as error:
        assert error.remedy


def test_a_mail_of_ten_thousand_parts_within_parts(tmp_path: Path) -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\nTo: c@d.example\nSubject: x\n" + parts)
    with pytest.raises(ReadError):
        read_article(str(tmp_path / "a.eml"))

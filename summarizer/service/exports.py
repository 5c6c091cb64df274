"""A story for other programs: Markdown, CSV, IPTC ninjs, and PDF where there is a Chromium."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from fastapi import Response

from summarizer.reports.briefing import Index
from summarizer.reports.html import html
from summarizer.reports.markdown import markdown
from summarizer.schema import Merged, Story
from summarizer.service.entities import line_as_text
from summarizer.service.problems import ProblemError
from summarizer.store import Revision
from summarizer.tables import cell

ExportKind = Literal["md", "csv", "ninjs", "pdf"]

_COLUMNS = ("part", "id", "text", "who", "date", "status", "articles", "outlets", "origins", "cited")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 60.0
_NINJS_KINDS = {"person": "people", "organization": "organisations", "country": "places", "place": "places"}


def export(kind: ExportKind, story: Story, revision: Revision) -> Response:
    """A story as a file.

    Raises:
        ProblemError: a PDF is asked for where there is no Chromium.
    """
    name = f"story-{story.id}.{'json' if kind == 'ninjs' else kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "md":
        return Response(markdown([story]), media_type="text/markdown; charset=utf-8", headers=headers)
    if kind == "csv":
        return Response(as_csv(story), media_type="text/csv; charset=utf-8", headers=headers)
    if kind == "ninjs":
        body = json.dumps(as_ninjs(story, revision), ensure_ascii=False, indent=1)
        return Response(body, media_type="application/json", headers=headers)
    return Response(as_pdf(story), media_type="application/pdf", headers=headers)


def as_csv(story: Story) -> str:
    """A row for each line, event, figure, fact, quotation and stance; begins with the mark that spreadsheets want."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([cell(value) for value in row] for row in _rows(story))
    return "\ufeff" + out.getvalue()


def _rows(story: Story) -> Iterator[tuple[object, ...]]:
    index = Index.of(story)

    def row(part: str, item: Merged, text: str, *, who: str = "", date: str | None = "", status: str = "") -> Any:
        behind = item.corroboration
        cited = "; ".join(index.label(one) for one in dict.fromkeys(each.article for each in item.mentions))
        return (part, item.id, text, who, date or "", status, behind.articles, behind.outlets, behind.origins, cited)

    for name, lines in (("gist", story.gist), ("know", [one.line for one in story.know_before_repeating])):
        for at, line in enumerate(lines, 1):
            cited = "; ".join(index.label(one) for one in line.articles if one in index.readings)
            yield (name, f"{name}/{at}", line_as_text(line, index), "", "", "", len(line.articles), "", "", cited)
    for event in story.events:
        yield row("event", event, line_as_text(event.line, index), date=event.edtf, status=event.status)
    for figure in story.figures:
        yield row(
            "figure", figure, " → ".join(line_as_text(one.line, index) for one in figure.versions), who=figure.counted
        )
    for fact in story.facts:
        yield row("fact", fact, line_as_text(fact.line, index))
    for quote in story.quotes:
        first = quote.renderings[0]
        how = f"{first.kind}, {first.disowned.replace('_', ' ')}" if first.disowned else first.kind
        yield row("quote", quote, first.text, who=index.names(quote.speakers), date=quote.said, status=how)
    for target in story.stances:
        for stance in target.stances:
            who = index.name(stance.holder)
            yield row(
                "stance", stance, line_as_text(stance.line, index), who=who, status=f"{stance.side}: {target.target}"
            )


def as_ninjs(story: Story, revision: Revision) -> dict[str, Any]:
    """The story as an IPTC ninjs 2.0 object, with its reports as associations."""
    index = Index.of(story)
    names: dict[str, list[dict[str, Any]]] = {}
    for entity in story.entities:
        if entity.kind in _NINJS_KINDS:
            names.setdefault(_NINJS_KINDS[entity.kind], []).append({"name": entity.name})
    reports = [one.article for one in story.articles]
    return {
        "$standard": {
            "name": "ninjs",
            "version": "2.0",
            "schema": "https://iptc.org/std/ninjs/ninjs-schema_2.0.json",
        },
        "uri": f"urn:summarizer:{story.id}",
        "type": "composite",
        "version": str(revision.revision),
        "versioncreated": dt.datetime.fromtimestamp(revision.at, dt.UTC).isoformat(timespec="seconds"),
        "headlines": [{"role": "main", "value": story.headline}],
        "bodies": [{"role": "main", "contenttype": "text/markdown", "value": markdown([story])}],
        "descriptions": [{"role": "summary", "value": " ".join(line_as_text(one, index) for one in story.gist)}],
        **names,
        "associations": [
            {
                "name": f"report-{at}",
                "uri": one.url or f"urn:summarizer:article:{one.id}",
                "type": "text",
                "headlines": [{"role": "main", "value": one.title or one.outlet or one.id}],
                **({"infosources": [{"role": "publisher", "name": one.outlet}]} if one.outlet else {}),
                **({"language": one.language} if one.language else {}),
            }
            for at, one in enumerate(reports, 1)
        ],
    }


def as_pdf(story: Story) -> bytes:
    """The report page of a story, printed by Chromium.

    Raises:
        ProblemError: there is none, or it fails.
    """
    program = next((found for name in _CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        raise ProblemError(501, "There is no Chromium here to print a PDF with.", "Install it, or take the Markdown.")
    with tempfile.TemporaryDirectory(prefix="summarizer-pdf-") as folder:
        page, printed = Path(folder, "story.html"), Path(folder, "story.pdf")
        page.write_text(html([story], made=dt.datetime.now(dt.UTC)), "utf-8")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={printed}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),  # it refuses to run as root otherwise
            page.as_uri(),
        ]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if not printed.exists():
            raise ProblemError(503, "Chromium did not print the page.", "Try again, or take the Markdown.")
        return printed.read_bytes()

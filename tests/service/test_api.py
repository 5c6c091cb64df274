"""The API over HTTP, as programs use it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import feedparser  # type: ignore[import-untyped]
import httpx2
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from summarizer.schema import Story
from summarizer.service.differences import differences
from summarizer.tables import cell
from tests.browser.conftest import CHROMIUM, missing
from tests.service.conftest import Running, until
from tests.store.stories import article, articles

given_text = for_all(st.text("=+-@\t ab", max_size=8))
given_texts = for_all(*[st.text("ab .\n", max_size=30)] * 2)


@pytest.fixture(scope="module")
def client(served: Running) -> Iterator[httpx2.Client]:
    with served.client() as client:
        job = client.post("/v1/articles", json=[given(one) for one in articles()]).json()
        done(client, job["id"])
        yield client


def given(one: Any) -> dict[str, Any]:
    return json.loads(one.model_dump_json(exclude={"id"}, exclude_none=True))  # type: ignore[no-any-return]


def done(client: httpx2.Client, job: str, seconds: float = 60) -> dict[str, Any]:
    def ended() -> Any:
        found = client.get(f"/v1/jobs/{job}").json()
        return found if found["state"] in ("done", "failed") else None

    found: dict[str, Any] = until(ended, seconds)
    return found


def story_of(client: httpx2.Client, name: str) -> str:
    found = client.get(f"/v1/articles/{article(name, 0).id}").json()
    return str(found["story"])


def test_articles_become_stories(client: httpx2.Client) -> None:
    stories = client.get("/v1/stories").json()["stories"]
    assert sum(one["articles"] for one in stories) == 8
    story = Story.model_validate_json(client.get(f"/v1/stories/{story_of(client, 'ferry')}").text)
    assert {one.article.outlet for one in story.articles} == {"Outlet 0", "Outlet 1", "Outlet 2"}


def test_a_job_tells_what_became_of_it(client: httpx2.Client) -> None:
    answer = client.post("/v1/articles", json=given(article("ferry", 0)))
    assert answer.status_code == 202
    job = done(client, answer.json()["id"])
    assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
    assert [one["event"] for one in job["events"]] == ["kept", "read", "done"]
    assert job["events"][0]["kind"] == "known"
    with client.stream("GET", f"/v1/jobs/{job['id']}/events") as stream:
        lines = [line for line in stream.iter_lines() if line.startswith(("id:", "event:"))]
    numbers = [line.partition(":")[2].strip() for line in lines if line.startswith("id:")]
    assert [line.partition(":")[2].strip() for line in lines[1::2]] == ["kept", "read", "done"]
    with client.stream("GET", f"/v1/jobs/{job['id']}/events", headers={"Last-Event-ID": numbers[1]}) as stream:
        assert [line for line in stream.iter_lines() if line.startswith("event:")] == ["event: done"]


def test_a_job_tells_what_is_new_in_its_stories_whoever_told_them(client: httpx2.Client) -> None:
    texts = [
        f"The Rigi cable car stopped over Vitznau with 40 hikers, pilot {name} said on Sunday. Rescuers of Vitznau "
        "freed the hikers from the Rigi cable car by rope."
        for name in ("Beat Odermatt", "Nora Zgraggen", "Urs Camenzind")
    ]
    handed_in = [client.post("/v1/articles", json={"text": text, "published": "2024-05-06"}).json() for text in texts]
    jobs = [done(client, one["id"]) for one in handed_in]
    for job in jobs:
        story = client.get(f"/v1/articles/{job['events'][0]['id']}").json()["story"]
        assert story in {one["story"] for one in job["events"][-1]["stories"]}


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"published": "notadate"}, "published"),
        ({"datePublished": "31 February 2024"}, "datePublished"),
        ({"language": "English"}, "language"),
        ({"published": 1.5}, "published"),
    ],
)
def test_a_field_that_is_no_day_or_language_is_a_problem_that_names_it(
    client: httpx2.Client, fields: dict[str, Any], at: str
) -> None:
    good = {"text": "A bus stopped in Graz."}
    answer = client.post("/v1/articles", json=[good, good | fields])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"] == f"body/1/{at}"
    assert str(next(iter(fields.values()))) in answer.json()["detail"]
    assert client.post("/v1/articles", json=good | fields).json()["errors"][0]["at"] == f"body/{at}"
    assert client.post("/v1/articles", json=good | {"published": "6 May 2024", "language": "und"}).status_code == 202


@pytest.mark.parametrize("url", ["", "notaurl", "ftp://x.example/y", "file:///etc/passwd", "http://"])
def test_what_is_no_address_is_refused_at_once(client: httpx2.Client, url: str) -> None:
    answer = client.post("/v1/articles", json=[{"text": "A bus stopped in Graz."}, {"url": url}])
    assert (answer.status_code, answer.json()["errors"][0]["at"]) == (422, "body/1/url")


@pytest.mark.parametrize("every", [1e308, "NaN", "inf", -5])
def test_a_feed_that_would_never_be_looked_into_is_refused(client: httpx2.Client, every: object) -> None:
    assert client.post("/v1/feeds", json={"url": "https://x.example/feed", "every": every}).status_code == 422


def test_the_same_request_with_the_same_key_is_one_job(client: httpx2.Client) -> None:
    headers = {"Idempotency-Key": "a"}
    first, second = (client.post("/v1/articles", json=given(article("ferry", 1)), headers=headers) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    other = client.post("/v1/articles", json=given(article("ferry", 2)), headers=headers)
    assert (other.status_code, other.headers["content-type"]) == (409, "application/problem+json")


def test_ninjs_is_taken_as_well(client: httpx2.Client) -> None:
    ninjs = {
        "uri": "urn:x:1",
        "headline": "A vote",
        "body_text": "The council of Graz voted on Monday.",
        "language": "en",
    }
    job = done(client, client.post("/v1/articles", json=ninjs).json()["id"])
    found = client.get(f"/v1/articles/{job['events'][0]['id']}").json()
    assert (found["article"]["title"], found["state"]) == ("A vote", "read")


def test_a_story_that_has_not_changed_is_not_sent_again(client: httpx2.Client) -> None:
    address = f"/v1/stories/{story_of(client, 'budget')}"
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_new_since(client: httpx2.Client) -> None:
    everything = client.get("/v1/stories/changes").json()
    since = everything["next"]
    assert client.get("/v1/stories/changes", params={"after": since}).json() == {"next": since, "changes": []}
    corrected = article("strike", 0, more="A correction: the strike is over.")
    done(client, client.post("/v1/articles", json=given(corrected)).json()["id"])
    (revision,) = client.get("/v1/stories/changes", params={"after": since}).json()["changes"]
    assert revision["story"] == story_of(client, "strike")
    assert "corrected" in {one["kind"] for one in revision["changes"]}
    earlier = client.get(f"/v1/stories/{revision['story']}", params={"revision": revision["revision"] - 1}).text
    assert "the strike is over" not in earlier


def test_search(client: httpx2.Client) -> None:
    hits = client.get("/v1/search", params={"q": '"no warning" novak'}).json()["hits"]
    assert len(hits) == 3
    assert all("We had no warning" in one["quotes"] for one in hits)
    assert client.get("/v1/search", params={"q": " "}).status_code == 422


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_feeds_out(client: httpx2.Client, kind: str) -> None:
    story = story_of(client, "ferry")
    answer = client.get(f"/v1/stories/{story}/feed.{kind}")
    if kind == "json":
        titles = [one["title"] for one in answer.json()["items"]]
    else:
        parsed = feedparser.parse(answer.content)
        assert not parsed.bozo
        titles = [one.title for one in parsed.entries]
    assert titles[0] == client.get(f"/v1/stories/{story}").json()["headline"]


def test_what_somebody_said_over_time(client: httpx2.Client) -> None:
    found = client.get("/v1/entities/jan-novak").json()
    assert found["name"] == "Jan Novak"
    assert {one["text"] for one in found["quotes"]} == {"We had no warning"}
    assert story_of(client, "ferry") in {one["story"] for one in found["stories"]}
    assert client.get("/v1/entities/JAN NOVÁK").json()["id"] == "jan-novak"
    assert client.get("/v1/entities/nobody").status_code == 404
    assert client.get("/v1/entities/-").status_code == 404


@pytest.mark.parametrize("kind", ["md", "csv", "ninjs"])
def test_exports_hold_what_the_story_says(client: httpx2.Client, kind: str) -> None:
    story = story_of(client, "ferry")
    answer = client.get(f"/v1/stories/{story}/export.{kind}")
    assert answer.headers["content-disposition"].startswith("attachment")
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        quotes = {one["text"]: (one["who"], one["articles"]) for one in rows if one["part"] == "quote"}
        assert quotes["We had no warning"] == ("Jan Novak", "3")
    elif kind == "ninjs":
        made = answer.json()
        assert made["headlines"][0]["value"] == client.get(f"/v1/stories/{story}").json()["headline"]
        assert len(made["associations"]) == 3
        assert {"name": "Jan Novak"} in made["people"]
    else:
        assert "We had no warning" in answer.text
    assert client.get(f"/v1/stories/{story}/export.{kind}", params={"revision": 99}).status_code == 404


@pytest.mark.browser
def test_a_story_is_printed(client: httpx2.Client) -> None:
    if not CHROMIUM.exists():
        missing(f"there is no {CHROMIUM}")
    printed = client.get(f"/v1/stories/{story_of(client, 'ferry')}/export.pdf")
    assert printed.content.startswith(b"%PDF-")
    assert len(printed.content) > 10_000


@given_text
def test_no_cell_is_a_formula(text: str) -> None:
    shown = str(cell(text))
    assert shown.lstrip()[:1] not in tuple("=+-@")
    assert shown.endswith(text)


@given_texts
def test_versions_are_whole_beside_one_another(before: str, after: str) -> None:
    left, right = differences(before, after)
    assert "".join(one.text for one in left) == before
    assert "".join(one.text for one in right) == after
    kept = ["".join("".join(one.text for one in side if one.kind == "same").split()) for side in (left, right)]
    assert kept[0] == kept[1], "what is not marked stands in both; white space between marked words may be marked too"


def test_a_story_tells_what_is_new_as_it_happens(client: httpx2.Client) -> None:
    story = story_of(client, "budget")
    since = client.get("/v1/stories/changes", params={"after": 0, "limit": 200}).json()["next"]
    client.post(f"/v1/stories/{story}/edits", json={"kind": "headline", "text": "Costa stays"})
    with client.stream("GET", f"/v1/stories/{story}/events", headers={"Last-Event-ID": str(since)}) as stream:
        told = next(line for line in stream.iter_lines() if line.startswith("data:"))
    assert json.loads(told.partition(":")[2])["headline"] == "Costa stays"


def test_edits_and_their_undoing(client: httpx2.Client) -> None:
    story = story_of(client, "budget")
    answer = client.post(f"/v1/stories/{story}/edits", json={"kind": "headline", "text": "No budget", "why": "short"})
    assert answer.status_code == 201
    shown = client.get(f"/v1/stories/{story}").json()
    assert (shown["headline"], shown["edits"][0]["who"]) == ("No budget", "local")
    assert client.delete(f"/v1/edits/{answer.json()['number']}").json()["undone_by"] == "local"
    assert client.get(f"/v1/stories/{story}").json()["headline"] != "No budget"
    assert client.post(f"/v1/stories/{story}/edits", json={"kind": "headline"}).status_code == 422
    assert client.post(f"/v1/stories/{story}/edits", json={"kind": "hide", "item": "e99"}).status_code == 422


def test_joined_stories_are_read_as_one(client: httpx2.Client) -> None:
    ferry, budget = story_of(client, "ferry"), story_of(client, "budget")
    edit = client.post(f"/v1/stories/{ferry}/edits", json={"kind": "join", "other": budget}).json()
    until(lambda: len(client.get(f"/v1/stories/{ferry}").json().get("articles", ())) == 6, 30)
    client.delete(f"/v1/edits/{edit['number']}")
    until(lambda: len(client.get(f"/v1/stories/{ferry}").json().get("articles", ())) == 3, 30)


def test_a_watch_sees_what_it_is_for(client: httpx2.Client) -> None:
    watch = client.post("/v1/watches", json={"name": "ferry", "query": {"words": "aurora", "kinds": ["added"]}}).json()
    seen = client.get(f"/v1/watches/{watch['number']}/seen").json()
    assert {one["story"] for one in seen} >= {story_of(client, "ferry")}
    assert all(change["kind"] == "added" for one in seen for change in one["changes"])
    assert client.get(f"/v1/watches/{watch['number']}/feed.atom").status_code == 200
    assert client.post("/v1/watches", json={"name": "all", "query": {}}).status_code == 422


def test_a_watch_looks_through_the_text_of_an_article_that_is_new(client: httpx2.Client) -> None:
    watch = client.post("/v1/watches", json={"name": "heron", "query": {"words": "“grey heron”"}}).json()
    text = {"text": "The council met in Tarn. A grey heron watched from the roof.", "title": "Council meets in Tarn"}
    done(client, client.post("/v1/articles", json=text).json()["id"])
    (seen,) = client.get(f"/v1/watches/{watch['number']}/seen").json()
    assert [change["part"] for change in seen["changes"]] == ["articles"]


def test_what_is_forgotten_is_gone(client: httpx2.Client) -> None:
    text = {"text": "A secret meeting of Petr Sykora took place in Brno.", "url": "https://x.example/secret"}
    job = done(client, client.post("/v1/articles", json=text).json()["id"])
    id_ = job["events"][0]["id"]
    assert client.delete(f"/v1/articles/{id_}").status_code == 200
    assert client.get(f"/v1/articles/{id_}").status_code == 404
    assert client.get("/v1/search", params={"q": "sykora"}).json()["hits"] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/stories/nope", 404),
        ("GET", "/v1/articles/nope", 404),
        ("GET", "/v1/jobs/nope", 404),
        ("GET", "/v1/nothing", 404),
        ("PUT", "/v1/articles", 405),
        ("GET", "/v1/stories?limit=0", 422),
        ("POST", "/v1/articles", 422),
        ("GET", "/static/../../etc/passwd", 404),
        ("GET", "/static/..%2f..%2fetc%2fpasswd", 404),
    ],
)
def test_errors_are_problems(client: httpx2.Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path, json=[] if method == "POST" else None)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_body_that_is_no_json_says_so_and_where(client: httpx2.Client) -> None:
    answer = client.post("/v1/articles", content=b"{bad", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "no JSON" in answer.json()["detail"]
    assert "character 2" in answer.json()["detail"]


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
def test_a_body_of_another_kind_is_told_which_one_is_wanted(client: httpx2.Client, headers: dict[str, str]) -> None:
    answer = client.post("/v1/articles", content=b'{"text": "The ferry sank."}', headers=headers)
    assert answer.status_code == 415
    assert "application/json" in answer.json()["remedy"]


@pytest.mark.parametrize("path", ["/v1", "/v1/nothing"])
def test_an_unknown_path_of_the_api_is_a_problem_even_in_a_browser(client: httpx2.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert path in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "key"),
    [({"name": "a", "query": {"wordz": "x"}}, "query/wordz"), ({"name": "a", "query": {}, "word": "x"}, "word")],
)
def test_a_watch_with_an_unknown_key_is_refused_by_its_name(
    client: httpx2.Client, body: dict[str, Any], key: str
) -> None:
    answer = client.post("/v1/watches", json=body)
    assert answer.status_code == 422
    assert f"body/{key}" in answer.json()["detail"]


def test_the_desk_counts_and_tells_the_time_as_people_do(client: httpx2.Client) -> None:
    feed = client.post("/v1/feeds", json={"url": "http://127.0.0.1:1/feed"}).json()
    pages = {path: client.get(path).text for path in ("/", "/jobs", "/feeds", "/watches")}
    client.delete(f"/v1/feeds/{feed['number']}")
    for path, page in pages.items():
        assert not re.search(r"\b1 (articles|stories)\b|\d{4}-\d\d-\d\dT", page), path
    assert re.search(r"\d [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", pages["/jobs"])
    told = client.get(f"/v1/stories/{story_of(client, 'ferry')}/revisions").json()["changes"]
    assert any(html.escape(one["headline"]) in pages["/jobs"] for one in told)


def test_the_description_is_complete(client: httpx2.Client) -> None:
    described = client.get("/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            assert told.get("summary") and told.get("description"), f"{method} {path}"


def test_health(client: httpx2.Client) -> None:
    assert client.get("/livez").text == "ok\n"
    assert client.get("/readyz").status_code == 200
    figures = client.get("/metrics").text
    assert 'summarizer_http_requests_total{method="GET",route="/v1/stories/{id_}",status="200"}' in figures
    assert "summarizer_stories " in figures

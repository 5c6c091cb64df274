"""What the routes of the API and of the desk depend on: who asks and may, the store, what runs workflows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from summarizer.service.keys import Caller, Role
from summarizer.service.problems import ProblemError
from summarizer.service.work import Work
from summarizer.store import Store


def _check_kind(request: Request) -> None:
    """What is sent to the API says that it is JSON; forms are for the desk alone."""
    if request.method != "POST" or not request.url.path.startswith("/v1/"):
        return
    given = request.headers.get("content-type", "")
    kind, _, form = given.partition(";")[0].strip().lower().partition("/")
    if kind != "application" or not (form == "json" or form.endswith("+json")):
        problem = f"The body is sent as {given}." if given else "The request does not say what its body is."
        raise ProblemError(415, problem, "Send it as JSON, with the header Content-Type: application/json.")


def needs(role: Role) -> Callable[[Request], Caller]:
    """A dependency: whoever asks has this role."""

    def check(request: Request) -> Caller:
        caller: Caller | None = request.state.caller
        if caller is None or not caller.may(role):
            raise ProblemError(403, f"This takes the role {role}.", "Ask with the key of somebody who has it.")
        _check_kind(request)
        return caller

    return check


def the_store(request: Request) -> Store:
    """A dependency: the store."""
    store: Store = request.app.state.store
    return store


def the_work(request: Request) -> Work:
    """A dependency: what runs workflows."""
    work: Work = request.app.state.work
    return work


Reader = Annotated[Caller, Depends(needs("reader"))]
Analyst = Annotated[Caller, Depends(needs("analyst"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
TheStore = Annotated[Store, Depends(the_store)]
TheWork = Annotated[Work, Depends(the_work)]

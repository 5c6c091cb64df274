"""Errors over HTTP, as RFC 9457 has them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from summarizer.errors import MissingError, ReadError, StoreError, SummarizerError, UsageError


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    remedy: str | None = None
    errors: list[dict[str, Any]] | None = None


class ProblemError(Exception):
    """An error that is answered as a problem."""

    def __init__(
        self,
        status: int,
        detail: str,
        remedy: str | None = None,
        headers: dict[str, str] | None = None,
        errors: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(detail)
        title = HTTPStatus(status).phrase
        self.problem = Problem(title=title, status=status, detail=detail, remedy=remedy, errors=errors)
        self.headers = headers


_NAMED = 3  # faults that the detail of a problem names; all of them are among its errors

Draw = Callable[[Request, Problem], Response]
"""Draws a problem as a page."""


def add_problems(app: FastAPI, draw: Draw) -> None:
    """Has all errors of an application answered as problems, and as pages where a browser asks for one."""

    def response(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
        if "text/html" in request.headers.get("accept", "") and not _is_of_the_api(request):
            return draw(request, problem)
        return as_json(problem, headers)

    @app.exception_handler(ProblemError)
    def of_ours(request: Request, error: ProblemError) -> Response:
        return response(request, error.problem, error.headers)

    @app.exception_handler(SummarizerError)
    def of_the_package(request: Request, error: SummarizerError) -> Response:
        status = status_of(error)
        title = HTTPStatus(status).phrase
        problem = Problem(title=title, status=status, detail=error.problem, remedy=error.remedy or None)
        return response(request, problem)

    @app.exception_handler(OverflowError)
    def of_a_number(request: Request, _error: OverflowError) -> Response:
        problem = Problem(title=HTTPStatus.UNPROCESSABLE_ENTITY.phrase, status=422, detail="A number is too large.")
        return response(request, problem)

    @app.exception_handler(RequestValidationError)
    def of_the_request(request: Request, error: RequestValidationError) -> Response:
        errors = [{"at": "/".join(map(str, one["loc"])), "problem": _told(one)} for one in error.errors()]
        title = HTTPStatus.UNPROCESSABLE_ENTITY.phrase
        found = "; ".join(f"{one['at']}: {one['problem']}" for one in errors[:_NAMED])
        detail = f"The request is not as it should be: {found}."
        problem = Problem(title=title, status=422, detail=detail, errors=errors)
        return response(request, problem)

    @app.exception_handler(HTTPException)
    def of_http(request: Request, error: HTTPException) -> Response:
        detail, remedy = _of_routing(request, error)
        title = HTTPStatus(error.status_code).phrase
        problem = Problem(title=title, status=error.status_code, detail=detail, remedy=remedy)
        return response(request, problem, dict(error.headers or {}))


def _is_of_the_api(request: Request) -> bool:
    return f"{request.url.path}/".startswith("/v1/")


def _told(error: dict[str, Any]) -> str:
    """What one of FastAPI's checks has found, in a person's words where the library's are those of its own workings."""
    if error["type"] == "json_invalid":
        return f"the body is no JSON: {error['ctx']['error']}, at character {error['loc'][-1] + 1}"
    if error["type"] == "extra_forbidden":
        return "there is no such key"
    return str(error["msg"])


def _of_routing(request: Request, error: HTTPException) -> tuple[str | None, str | None]:
    """What the framework refused by itself, and what to do about it."""
    path = request.url.path
    where = "See /v1/openapi.json for what there is." if _is_of_the_api(request) else None
    if error.status_code == 404:
        return f"There is no {path}.", where
    if error.status_code == 405:
        return f"{request.method} is not for {path}.", where
    return (None if error.detail == HTTPStatus(error.status_code).phrase else error.detail), None


def describe(app: FastAPI) -> None:
    """Has the description say that problems come as `application/problem+json`, those of FastAPI's own checks too."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        described = made()
        if is_new:
            problem = {"$ref": "#/components/schemas/Problem"}
            for operation in (one for path in described["paths"].values() for one in path.values()):
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {"application/problem+json": {"schema": problem}}
            for name in ("HTTPValidationError", "ValidationError"):
                described["components"]["schemas"].pop(name, None)
        return described

    app.openapi = openapi  # type: ignore[method-assign]


def status_of(error: SummarizerError) -> int:
    """The HTTP status for an error of the package."""
    if isinstance(error, StoreError):
        return 404 if isinstance(error, MissingError) else 503
    return 422 if isinstance(error, (UsageError, ReadError)) else 502


def as_json(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem as it is sent."""
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers,
    )

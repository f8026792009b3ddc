"""How errors are answered: RFC 9457 problem documents, the framework's own errors included."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from chassis.base.failures import described, is_full, is_outage
from chassis.base.pointers import of_document, pointer, sentence
from chassis.http import routing
from chassis.problems import (
    FieldError,
    FullError,
    InvalidError,
    MalformedBodyError,
    Problem,
    UnavailableError,
)
from chassis.telemetry import tracing

log = structlog.get_logger(__name__)


MEDIA_TYPE = "application/problem+json"


TYPES = "/problems/"
"""Below `PUBLIC_URL`: where the page of each type of problem is, by its kind."""

FORWARDED_PATH = "x-forwarded-path"
"""The path that the client used at the gateway, which writes this field itself and lets no client's pass."""
_PATH = re.compile(r"/[!-~]*")

_UNAVAILABLE = {"57014", "25P03", "25P04", "40001", "40P01", "55P03"}
"""SQLSTATE: timeouts, deadlocks and locks, besides the outages; the same request may work the next time."""


_FULL = (
    "The service cannot store anything at present; it can be read. "
    "Repeat the request later with the same Idempotency-Key."
)


_PHRASES = {413: "Content Too Large", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}
"""As in RFC 9110; Python before 3.13 has those of its predecessor."""


class FieldErrorBody(BaseModel):
    """What is wrong with one field."""

    pointer: str = Field(
        description="RFC 6901 pointer into the body (empty: the whole), `?name` for a query parameter, "
        "`path:name` for one of the path, or `header:Name`.",
        examples=["/due_at"],
    )
    detail: str = Field(examples=["must be in the future"])


class ProblemBody(BaseModel):
    """A problem document, RFC 9457."""

    type: str = Field(
        description="What is wrong, as an absolute URL below the gateway's.",
        examples=["https://compact.example/problems/invalid"],
        json_schema_extra={"format": "uri"},
    )
    title: str = Field(examples=["Invalid input"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["due_at must be in the future"])
    instance: str = Field(description="The path of the request.", examples=["/v1/milestones"])
    errors: list[FieldErrorBody] = []


Responses = dict[int | str, dict[str, Any]]
"""What an operation can answer besides its success, for OpenAPI."""


def responses_of(problems: Mapping[int, str]) -> Responses:
    """The `responses` of an operation with these problems: title by status."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": title, "content": content} for status, title in problems.items()}


def document(
    types: str,
    status: int,
    kind: str,
    title: str,
    detail: str,
    instance: str,
    errors: Sequence[FieldError] = (),
) -> dict[str, Any]:
    """The problem document itself. `types`: the URL below which the pages of the types are."""
    return {
        "type": f"{types}{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": instance,
        "errors": [{"pointer": error.pointer, "detail": error.detail} for error in errors],
    }


def answer(
    request: Request,
    status: int,
    kind: str,
    title: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The problem document as a response."""
    types = f"{request.app.state.public_url}{TYPES}"
    body = document(types, status, kind, title, detail, _instance(request), errors)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def _instance(request: Request) -> str:
    forwarded = request.headers.get(FORWARDED_PATH, "")
    if _PATH.fullmatch(forwarded):
        return forwarded
    path: str = request.scope["path"]  # `request.url` can fail on a malformed request
    return path


def install(app: FastAPI, public_url: str) -> None:
    """Let `app` answer every error with a problem document, whose type is a page below `public_url`."""
    app.state.public_url = public_url.rstrip("/")
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeoutError, _unavailable)
    app.add_exception_handler(ConnectionError, _unavailable)
    app.add_exception_handler(TimeoutError, _unavailable)
    app.add_exception_handler(Exception, _unexpected)


async def _problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return response_to(request, error)


def response_to(request: Request, error: Problem | HTTPException) -> JSONResponse:
    """The problem document about `error`, as a response."""
    if isinstance(error, Problem):
        kind, title = error.kind, error.title
        return answer(request, error.status, kind, title, error.detail, error.errors, error.headers)
    phrase = _PHRASES.get(error.status_code) or HTTPStatus(error.status_code).phrase
    kind = phrase.lower().replace(" ", "-")
    return answer(request, error.status_code, kind, phrase, str(error.detail), headers=error.headers)


async def _validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        place, reason = faults[0]["loc"][1], faults[0]["ctx"]["error"]
        return await _problem(request, _broken(str(error.body), place, reason))
    fields = [FieldError(_place(fault["loc"]), _reason(fault)) for fault in faults]
    return await _problem(request, InvalidError.of(fields[:50]))


def _place(location: Sequence[str | int]) -> str:
    place, *path = location
    if place == "body":
        return pointer(*of_document(path))
    mark = {"query": "?", "path": "path:", "header": "header:"}[str(place)]
    return f"{mark}{path[-1] if path else ''}"


def _reason(fault: Mapping[str, Any]) -> str:
    if tuple(fault["loc"]) == ("body",) and fault["type"] == "missing":
        return "a JSON document is required in the body"
    if fault["type"] == "too_long" and isinstance(fault["input"], str):  # pydantic counts items
        return f"must have at most {fault['ctx']['max_length']} characters"
    return sentence(fault["msg"])


def _broken(text: str, position: int, reason: str) -> Problem:
    before = text[:position]
    line, column = before.count("\n") + 1, position - before.rfind("\n")
    return MalformedBodyError(f"The body is no JSON: {reason} at line {line}, column {column}.")


def _unreadable(cause: BaseException | None) -> Problem | None:
    """The problem with a body that FastAPI could not parse because of `cause`."""
    if isinstance(cause, Problem):
        return cause
    if isinstance(cause, RecursionError):
        return MalformedBodyError("The body is nested too deeply.")
    if isinstance(cause, ValueError) and "integer string conversion" in str(cause):
        return MalformedBodyError("The body cannot be read as JSON: a number has too many digits.")
    return MalformedBodyError("The body cannot be read as JSON.") if isinstance(cause, ValueError) else None


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.BAD_REQUEST and (unreadable := _unreadable(error.__cause__)):
        return await _problem(request, unreadable)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(routing.allowed(request.scope))
        error.headers = {"Allow": allowed}
        error.detail = f"{request.method} is no method of {_instance(request)}; it takes {allowed}."
    elif error.status_code == HTTPStatus.NOT_FOUND:  # of the framework: no operation has this path
        error.detail = f"There is no resource and no operation at {_instance(request)}."
    return response_to(request, error)


async def _database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)
    if is_full(error):
        log.warning("the database is full", error=described(error)[:300])
        return await _problem(request, FullError(_FULL))
    if is_outage(error) or getattr(error.orig, "sqlstate", None) in _UNAVAILABLE:
        return await _unavailable(request, error)
    return await _unexpected(request, error)


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    log.warning("unavailable", error=described(error)[:300])
    detail = "The service cannot reach its database. Repeat the request with the same Idempotency-Key."
    return await _problem(request, UnavailableError(detail))


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    # Starlette calls this outside of all middleware, so the ids of request and trace are bound here.
    request_id = request.state.request_id
    with tracing.within(request.state.traceparent):
        log.error("unexpected error", path=request.scope["path"], request_id=request_id, exc_info=error)
    detail = "An unexpected error; it has been logged under the request's id."
    # Starlette raises the error once more after the answer, and the server ends the connection then.
    headers = {"X-Request-Id": request_id, "Connection": "close"}
    return answer(request, 500, "internal", "Internal error", detail, headers=headers)

"""A request has what its operation declares and nothing else: query parameters, a body of its media type.

Computed from the route of every operation below `/v1/`. A misspelt filter is refused and not ignored, since
its answer would be about something else. Leaves to others: the values (pydantic), the bodies of files
(`bulk`), what is passed on (the service it is for decides).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from chassis.problems import FieldError, InvalidError, UnsupportedTypeError

JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"
_CHARSET = re.compile(r'charset="?([^\s";]+)', re.IGNORECASE)
_ONCE = {b"content-type": "Content-Type", b"idempotency-key": "Idempotency-Key"}
"""Header fields of which nobody knows which one is meant when there are two."""
_MEDIA_TYPES = {"PATCH": (MERGE_PATCH, JSON)}


@dataclass(frozen=True, slots=True)
class Declaration:
    """What an operation takes."""

    parameters: frozenset[str]
    repeatable: frozenset[str]
    has_body: bool
    """A JSON document; else there is none."""
    reads_itself: bool
    """It reads its body, a file, as it arrives."""

    async def check(self, request: Request) -> None:
        """Refuse what the operation does not take. Raises `InvalidError`, `UnsupportedTypeError`."""
        if request.scope["query_string"]:
            _check_query(request, self)
        if request.method not in {"GET", "HEAD"}:
            _check_headers(request)
        if self.reads_itself:
            return
        if self.has_body:
            await _check_body(request)
        elif await _has_body(request):
            raise InvalidError.at("", "this operation takes no body")


def declaration_of(route: APIRoute) -> Declaration:
    """What `route` takes."""
    parameters = dict(parameters_of(route.dependant))
    repeatable = frozenset(name for name, repeats in parameters.items() if repeats)
    reads_itself = "requestBody" in (route.openapi_extra or {})
    return Declaration(frozenset(parameters), repeatable, route.body_field is not None, reads_itself)


def parameters_of(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """The name of each query parameter, and whether it may be given several times."""
    for one in dependant.query_params:
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, field in kind.model_fields.items():
                yield field.alias or name, _repeats(field.annotation)
        else:
            yield one.alias, _repeats(kind)
    for part in dependant.dependencies:
        yield from parameters_of(part)


def _repeats(kind: object) -> bool:
    return get_origin(kind) in {list, set, tuple, frozenset} or any(map(_repeats, get_args(kind)))


def _check_query(request: Request, declared: Declaration) -> None:
    given = Counter(name for name, _ in request.query_params.multi_items())
    faults = [_unknown(name, declared.parameters) for name in sorted(given.keys() - declared.parameters)]
    twice = {name for name, times in given.items() if times > 1} & declared.parameters - declared.repeatable
    faults += [FieldError(f"?{name}", "must be given once") for name in sorted(twice)]
    if faults:
        raise InvalidError.of(faults)


def _check_headers(request: Request) -> None:
    given = Counter(name for name, _ in request.scope["headers"] if name in _ONCE)
    twice = [_ONCE[name] for name, times in given.items() if times > 1]
    if twice:
        raise InvalidError.of([FieldError(f"header:{name}", "must be given once") for name in twice])


def _unknown(name: str, known: frozenset[str]) -> FieldError:
    near = get_close_matches(name, sorted(known), 1)
    if near:
        hint = f"did you mean `{near[0]}`?"
    else:
        hint = f"it takes {', '.join(f'`{one}`' for one in sorted(known))}" if known else "it takes none"
    return FieldError(f"?{name}", f"is no parameter of this operation; {hint}")


async def _check_body(request: Request) -> None:
    accepted = _MEDIA_TYPES.get(request.method, (JSON,))
    headers, body = request.headers, await request.body()  # which was read before
    media_type, _, more = headers.get("content-type", "").partition(";")
    media_type = media_type.strip().lower()
    fault = None
    if media_type not in accepted:
        fault = f"must be {' or '.join(accepted)}; this is {media_type or 'a body without a media type'}"
    elif (charset := _CHARSET.search(more)) and charset[1].lower() not in {"utf-8", "utf8"}:
        fault = f"JSON is in UTF-8; this is declared as {charset[1][:40]}"
    elif (coding := headers.get("content-encoding", "identity").lower()) != "identity":
        fault = f"a body is taken as it is; this is declared as {coding[:40]}"
    if fault is not None and body:
        raise UnsupportedTypeError(fault, method=request.method, accepted=", ".join(accepted))


async def _has_body(request: Request) -> bool:
    headers = request.headers
    if "transfer-encoding" in headers:
        return await request.body() != b""
    return headers.get("content-length", "0") != "0"

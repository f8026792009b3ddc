"""The OpenAPI document of a service: of each operation its scope, what it takes, and all that it can answer.

FastAPI describes what operations declare. What the chassis adds to all of them, it describes here, computed
from the same declarations by which it is done.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from chassis.http import session
from chassis.http.declared import JSON, MERGE_PATCH
from chassis.http.idempotency import takes_keys
from chassis.http.preconditions import needs_match
from chassis.http.problem_documents import ProblemBody, responses_of
from chassis.process.schema_names import name_choices

Document = dict[str, Any]
_REFERENCE = "#/components/schemas/"
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Tags of what you have: 304 if it is still so.",
    "schema": {"type": "string"},
}
_TAGS = r'^"[!#-)+-~]+"(, ?"[!#-)+-~]+")*$'
"""Strong tags; what is none of them names no version (RFC 9110, section 13.1.1)."""
_ETAG = {"ETag": {"description": "Of what is answered.", "schema": {"type": "string"}}}


def describe(app: FastAPI, scopes: dict[str, str | None]) -> None:
    """Let the OpenAPI document of `app` show what its routes do; `scopes` by operation id."""

    def openapi() -> Document:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            _define_problems(schemas)
            name_choices(schemas)
            operations = dict(_operations(schema))
            for route in iter_route_contexts(app.routes):
                if route.include_in_schema:
                    _complete(operations[route.unique_id], route, scopes[route.unique_id])
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way to extend the schema


def _operations(schema: Document) -> Iterator[tuple[str, Document]]:
    for item in schema["paths"].values():
        for operation in item.values():
            yield operation["operationId"], operation


def _complete(operation: Document, route: RouteContext, scope: str | None) -> None:
    operation["security"] = [{"oauth2": [scope]}] if scope else [{}, {"oauth2": []}]
    for parameter in operation.get("parameters", ()):
        _present(parameter)
    if "PATCH" in (route.methods or ()):
        _take_merge_patches(operation)
    responses = operation["responses"]
    if JSON in responses.get("422", {}).get("content", {}):
        del responses["422"]  # FastAPI's own, which is never sent
    for status, response in responses_of(dict(_failures(operation, route, scope))).items():
        responses.setdefault(str(status), response)
    if "GET" in (route.methods or ()) and (route.path or "").startswith("/v1/"):
        _let_keep(operation)


def _present(parameter: Document) -> None:
    """Describe what can be sent: a parameter is absent or has a value, and is never null."""
    schema = parameter["schema"]
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    rest = {key: schema[key] for key in schema if key != "anyOf"}
    if choices:
        parameter["schema"] = {**(choices[0] if len(choices) == 1 else {"anyOf": choices}), **rest}
    if parameter["name"] == "If-Match":
        parameter["required"] = True
        parameter["description"] = "The `ETag` of the version that you have seen; `*` is refused."
        parameter["schema"]["pattern"] = _TAGS


def _take_merge_patches(operation: Document) -> None:
    content = operation["requestBody"]["content"]
    operation["requestBody"]["content"] = {MERGE_PATCH: content[JSON]}


def _let_keep(operation: Document) -> None:
    """Add what a client that keeps answers asks, and gets."""
    success = operation["responses"]["200"]
    if JSON in success.get("content", {}):
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
        success["headers"] = {**success.get("headers", {}), **_ETAG}
        operation["responses"]["304"] = {"description": "It is still as you have it", "headers": _ETAG}


def _failures(operation: Document, route: RouteContext, scope: str | None) -> Iterator[tuple[int, str]]:
    """The problems that can be answered, by what the route takes and does."""
    body = operation.get("requestBody")
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    is_resource = (route.path or "").startswith("/v1/")
    writes = is_resource and not {"GET", "HEAD"} & (route.methods or set())
    dependant = route.dependant
    if body is not None and is_resource:
        yield from ((400, "Malformed body"), (413, "Content Too Large"), (415, "Unsupported Media Type"))
    yield 401, "A valid token is needed"
    if scope is not None:
        yield 403, "Not allowed"
    if "path" in places or writes:
        yield 404, "Not found"
    if writes or takes_keys(dependant):
        yield 409, "Conflict"
    if needs_match(dependant):
        yield from ((412, "If-Match does not match"), (428, "If-Match is needed"))
    if is_resource or body is not None:
        yield 422, "Invalid input"
    if is_resource or session.is_used(dependant):
        yield 503, "Temporarily unavailable"


def _define_problems(schemas: Document) -> None:
    """Add the schema of problem documents, which stand under their own media type."""
    schema = ProblemBody.model_json_schema(ref_template=f"{_REFERENCE}{{model}}")
    schemas.update(schema.pop("$defs"))
    schemas["ProblemBody"] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)

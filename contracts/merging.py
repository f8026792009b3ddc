"""One OpenAPI document of all services, as partners see them: at the gateway. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chassis.process.app import VERSION
from gateway.forwarding.routes import LEDGER, LEDGERS, destination
from gateway.identity.roles import ALL_SCOPES, SCOPES_OF

GATEWAY = "gateway"
_SCHEMAS = "#/components/schemas/"
_DESCRIPTION = """\
Follow-up and review of the Global Compact for Migration. The public record is read without a token. Whoever
writes needs one, which an API client gets at `/oauth/token`. Events are described at `/asyncapi`.
"""

Document = dict[str, Any]


def merged(documents: Mapping[str, Document]) -> Document:
    """The document of the whole system, of one for each service by its name.

    A schema or an operation whose name means something else in another service gets its service's name.
    """
    renamed = _ambiguous_schemas(documents)
    paths: dict[str, Document] = {}
    schemas: dict[str, Document] = {}
    for service, document in documents.items():
        own = _renamed(document, {name: f"{service.capitalize()}{name}" for name in renamed})
        schemas |= own["components"]["schemas"]
        paths |= dict(_paths_at_gateway(service, own["paths"]))
    _name_apart(paths)
    return {
        "openapi": next(iter(documents.values()))["openapi"],
        "info": {"title": "Compact", "version": VERSION, "description": _DESCRIPTION},
        "servers": [{"url": "/", "description": "The gateway that serves this document."}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"oauth2": _security()}},
    }


def _security() -> Document:
    flow = {"tokenUrl": "/oauth/token", "scopes": {scope: _brought_by(scope) for scope in sorted(ALL_SCOPES)}}
    return {"type": "oauth2", "flows": {"clientCredentials": flow}}


def _brought_by(scope: str) -> str:
    return f"Roles: {', '.join(role for role, scopes in SCOPES_OF.items() if scope in scopes)}"


def _paths_at_gateway(service: str, paths: Mapping[str, Document]) -> Iterator[tuple[str, Document]]:
    """What the gateway forwards to `service`, or answers itself. Health is nobody's but its own."""
    ledgers = {whose: path for path, whose in LEDGERS.items()}
    for path, operations in paths.items():
        if path == LEDGER:
            yield ledgers[service], operations
        elif service == GATEWAY or destination(path):
            yield path, operations


def _name_apart(paths: Mapping[str, Document]) -> None:
    """Give operations of the same id their service's name."""
    ids = [one["operationId"] for group in paths.values() for one in group.values()]
    for path, group in paths.items():
        place = destination(path)
        for one in group.values():
            if ids.count(one["operationId"]) > 1:
                one["operationId"] += f"_of_{place.service if place else GATEWAY}"


def _ambiguous_schemas(documents: Mapping[str, Document]) -> set[str]:
    """The names that are of different schemas in different services, or refer to such names."""
    texts: dict[str, set[str]] = {}
    uses: dict[str, set[str]] = {}
    for document in documents.values():
        for name, schema in document["components"]["schemas"].items():
            texts.setdefault(name, set()).add(json.dumps(schema, sort_keys=True))
            uses.setdefault(name, set()).update(_referred(schema))
    found = {name for name, variants in texts.items() if len(variants) > 1}
    while grown := {name for name in uses if name not in found and uses[name] & found}:
        found |= grown
    return found


def _referred(part: Any) -> Iterator[str]:
    if isinstance(part, str) and part.startswith(_SCHEMAS):
        yield part.removeprefix(_SCHEMAS)
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _referred(inner)


def _renamed(document: Document, names: Mapping[str, str]) -> Document:
    """A copy of `document` in which these schemas have other names."""

    def copy(part: Any) -> Any:
        if isinstance(part, str) and part.startswith(_SCHEMAS):
            name = part.removeprefix(_SCHEMAS)
            return _SCHEMAS + names.get(name, name)
        if isinstance(part, dict):
            return {key: copy(inner) for key, inner in part.items()}
        return [copy(inner) for inner in part] if isinstance(part, list) else part

    copied: Document = copy(document)
    schemas = copied["components"]["schemas"]
    copied["components"]["schemas"] = {
        names.get(name, name): {**schema, "title": names[name]} if name in names else schema
        for name, schema in schemas.items()
    }
    return copied

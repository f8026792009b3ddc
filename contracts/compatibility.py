"""What a change of the contracts would break for those who rely on them. Pure.

Events are read by subscribers of the earlier schema, and earlier events are read again from the ledger under
the later one: neither may meet a surprise. A response may gain fields and a request may lose demands.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from contracts.acceptance import compare, refusals
from contracts.schemas import Node, Schema

Document = dict[str, Any]

_METHODS = ("get", "put", "post", "patch", "delete")


class Break(NamedTuple):
    """One thing that would surprise whoever relies on the contracts."""

    subject: str
    """Event type, or operation such as `POST /v1/reports`."""
    fault: str
    """One line that begins with the subject."""


def event_breaks(before: Mapping[str, Schema], after: Mapping[str, Schema]) -> Iterator[Break]:
    """What `after` breaks of the event schemas `before`, both by event type."""
    for event_type, released in before.items():
        if event_type in after:
            faults = _schema_breaks(released, after[event_type])
            yield from (Break(event_type, f"{event_type}{fault}") for fault in faults)
        else:
            yield Break(event_type, f"{event_type} is no longer published")


def _schema_breaks(before: Schema, after: Schema) -> Iterator[str]:
    unexpected = refusals(after, before, tolerant=True)
    yield from (f"{one.pointer} {one.fact}, which subscribers do not expect" for one in unexpected)
    reported = {one.pointer for one in unexpected}
    for one in refusals(before, after, tolerant=False):
        if one.pointer not in reported:
            yield f"{one.pointer} {one.fact} in earlier events, which the schema forbids now"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an OpenAPI document."""

    described: Document
    document: Document

    def parameters(self) -> dict[tuple[str, str], Document]:
        """Its parameters by place and name. None is ever null: it is absent, or has a value."""
        return {(one["in"], one["name"]): _never_null(one) for one in self.described.get("parameters", ())}

    def successes(self) -> dict[str, Document]:
        """Its responses that are no errors, by status."""
        return {code: one for code, one in self.described["responses"].items() if code.startswith("2")}

    def node(self, content: Document) -> Node:
        """The schema of a parameter, or of a body in one media type."""
        return Node(content.get("schema", {}), self.document)


def openapi_breaks(before: Document, after: Document) -> Iterator[Break]:
    """What `after` breaks for clients of the OpenAPI document `before`."""
    now = _operations(after)
    for name, released in _operations(before).items():
        if name in now:
            yield from (
                Break(name, f"{name}: {fault}") for rule in _RULES for fault in rule(released, now[name])
            )
        else:
            yield Break(name, f"{name} is gone")


def _operations(document: Document) -> dict[str, Operation]:
    return {
        f"{method.upper()} {path}": Operation(item[method], document)
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item
    }


def _name(before: Operation, after: Operation) -> Iterator[str]:
    """Generated clients call the operation by its id."""
    old, new = before.described.get("operationId"), after.described.get("operationId")
    if old != new:
        yield f"the operationId {old} is {new} now"


def _scopes(before: Operation, after: Operation) -> Iterator[str]:
    """Who was allowed is allowed still."""
    offered = after.described.get("security", [{}])
    for enough in before.described.get("security", [{}]):
        if not any(_no_more(wanted, enough) for wanted in offered):
            yield f"the scopes {enough} are no longer enough"


def _no_more(wanted: Document, enough: Document) -> bool:
    return all(scheme in enough and set(scopes) <= set(enough[scheme]) for scheme, scopes in wanted.items())


def _never_null(parameter: Document) -> Document:
    schema = parameter.get("schema", {})
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if not choices:
        return parameter
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {
        **parameter,
        "schema": {**choices[0], **rest} if len(choices) == 1 else {**rest, "anyOf": choices},
    }


def _parameters(before: Operation, after: Operation) -> Iterator[str]:
    """What was sent is understood still, and nothing more must be sent."""
    old, new = before.parameters(), after.parameters()
    for key, parameter in new.items():
        if parameter.get("required") and not old.get(key, {}).get("required"):
            yield f"{_parameter(key)} is required now"
    for key, parameter in old.items():
        if key not in new:
            yield f"{_parameter(key)} is gone"
        else:
            yield from _refused(before.node(parameter), after.node(new[key]), _parameter(key))


def _parameter(key: tuple[str, str]) -> str:
    place, name = key
    return f"the {place} parameter {name}"


def _request(before: Operation, after: Operation) -> Iterator[str]:
    """A body that was accepted is accepted still."""
    old, new = before.described.get("requestBody", {}), after.described.get("requestBody", {})
    if new.get("required") and not old.get("required"):
        yield "a request body is required now"
    for media, content in old.get("content", {}).items():
        if media in new.get("content", {}):
            yield from _refused(before.node(content), after.node(new["content"][media]), "the request's ")
        else:
            yield f"a request body of {media} is no longer accepted"


def _refused(before: Node, after: Node, place: str) -> Iterator[str]:
    for one in compare(before, after, tolerant=False):
        yield f"{place}{one.pointer} {one.fact} by what was released, which is refused now"


def _responses(before: Operation, after: Operation) -> Iterator[str]:
    """A client that read the answer reads it still."""
    new = after.successes()
    for code, released in before.successes().items():
        if code not in new:
            yield f"the response {code} is gone"
            continue
        offered = new[code].get("content", {})
        for media, content in released.get("content", {}).items():
            if media not in offered:
                yield f"the response {code} is no longer {media}"
                continue
            for one in compare(after.node(offered[media]), before.node(content), tolerant=True):
                yield f"the response's {one.pointer} {one.fact}, which clients do not expect"


_RULES: tuple[Callable[[Operation, Operation], Iterator[str]], ...] = (
    _name,
    _scopes,
    _parameters,
    _request,
    _responses,
)

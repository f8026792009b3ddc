"""Whether what is written for one JSON Schema is accepted by a reader of another. Pure.

It judges the keywords that pydantic writes. A keyword that it does not know counts as a refusal unless it is
the same on both sides, so that nothing slips through.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contracts.schemas import ANNOTATIONS, Node, Schema


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that may be sent and is not accepted."""

    pointer: str
    """Where, as a JSON pointer; `*` stands for every element."""
    fact: str
    """What may be sent, such as `may be null`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is sent beside what is accepted, at one place."""

    sent: Node
    accepted: Node
    tolerant: bool
    """The reader ignores fields that it does not know, and misses those that it knows."""
    pointer: str = ""
    assumed: frozenset[tuple[int, int]] = frozenset()
    """Pairs that enclose this one: schemas may contain themselves."""

    def within(self, name: str, sent: Schema | bool, accepted: Schema | bool) -> Iterator[Refusal]:
        """The refusals at the part `name`."""
        inner, outer = self.sent.to(sent), self.accepted.to(accepted)
        pointer = f"{self.pointer}/{name}"
        return _compare(Comparison(inner, outer, self.tolerant, pointer, self.assumed))

    def between(self, sent: Node, accepted: Node) -> "Comparison":
        """The comparison of two alternatives at the same place."""
        return Comparison(sent, accepted, self.tolerant, self.pointer, self.assumed)

    def refusal(self, fact: str, name: str | None = None) -> Refusal:
        """A refusal here, or of the field `name`."""
        return Refusal(self.pointer if name is None else f"{self.pointer}/{name}", fact)


def refusals(sent: Schema, accepted: Schema, *, tolerant: bool) -> list[Refusal]:
    """What `sent` allows and a reader of `accepted` does not accept. Both are documents of their own.

    A `tolerant` reader ignores fields that it does not know, but misses those that it knows and never gets.
    """
    return list(compare(Node(sent, sent), Node(accepted, accepted), tolerant=tolerant))


def compare(sent: Node, accepted: Node, *, tolerant: bool) -> Iterator[Refusal]:
    """As `refusals`, of schemas within larger documents."""
    return _compare(Comparison(sent.to(sent.schema), accepted.to(accepted.schema), tolerant))


def _compare(here: Comparison) -> Iterator[Refusal]:
    pair = (id(here.sent.schema), id(here.accepted.schema))
    if pair in here.assumed:
        return
    inside = Comparison(here.sent, here.accepted, here.tolerant, here.pointer, here.assumed | {pair})
    options = here.accepted.alternatives()
    for alternative in here.sent.alternatives():
        yield from _best([inside.between(alternative, option) for option in options])


def _best(comparisons: list[Comparison]) -> list[Refusal]:
    """Nothing if one alternative accepts; else what the one that comes nearest refuses."""
    tried = [list(_refused(one)) for one in comparisons]
    same_type = [
        found for one, found in zip(comparisons, tried, strict=True) if one.sent.type == one.accepted.type
    ]
    return [] if [] in tried else min(same_type or tried, key=len)


def _refused(here: Comparison) -> Iterator[Refusal]:
    if here.accepted.type not in _types(here.sent):
        yield here.refusal(f"may be {here.sent.type or 'anything'}")
        return
    for rule in (_values, _limits, _conditions, _missing, _fields, _patterns, _elements):
        yield from rule(here)


def _types(node: Node) -> set[str | None]:
    """The declared types that a value of `node` fits."""
    return {None, node.type} | ({"number"} if node.type == "integer" else set())


def _values(here: Comparison) -> Iterator[Refusal]:
    accepted, sent = here.accepted.values, here.sent.values
    if accepted is None:
        return
    if sent is None:
        yield here.refusal(f"may be any {here.sent.type or 'value'}")
        return
    known = {json.dumps(value) for value in accepted}
    for value in sent:
        if json.dumps(value) not in known:
            yield here.refusal(f"may be {json.dumps(value)}")


_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


def _limits(here: Comparison) -> Iterator[Refusal]:
    """Limits that are not kept; listed values keep them, or their list would be wrong."""
    if here.sent.values is not None:
        return
    wider: tuple[tuple[tuple[str, ...], Callable[[float, float], bool]], ...] = (
        (_LOWER, lambda sent, accepted: sent < accepted),
        (_UPPER, lambda sent, accepted: sent > accepted),
    )
    for keywords, exceeds in wider:
        for keyword in keywords:
            sent, accepted = here.sent.schema.get(keyword), here.accepted.schema.get(keyword)
            if accepted is not None and (sent is None or exceeds(sent, accepted)):
                yield here.refusal(f"may break {keyword} {accepted}")


_JUDGED = {
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "items",
    *_LOWER,
    *_UPPER,
}


def _conditions(here: Comparison) -> Iterator[Refusal]:
    """Every other condition must be the sender's, too, literally."""
    if here.sent.values is not None:
        return
    for keyword in sorted(here.accepted.schema.keys() - ANNOTATIONS - _JUDGED):
        condition = here.accepted.schema[keyword]
        if here.sent.schema.get(keyword) != condition:
            yield here.refusal(f"may break {keyword} {json.dumps(condition)}")


def _missing(here: Comparison) -> Iterator[Refusal]:
    sent, accepted = here.sent, here.accepted
    gone = accepted.fields.keys() - sent.fields.keys() if here.tolerant and sent.fields else set()
    for name in sorted(gone):
        yield here.refusal("is gone", name)
    for name in sorted(accepted.required - sent.required - gone):
        yield here.refusal("may be absent", name)


def _fields(here: Comparison) -> Iterator[Refusal]:
    sent, accepted = here.sent, here.accepted
    for name, schema in sent.fields.items():
        if name in accepted.fields:
            yield from here.within(name, schema, accepted.fields[name])
        elif not here.tolerant and accepted.others is False:
            yield here.refusal("may be there", name)
        elif isinstance(accepted.others, dict):
            yield from here.within(name, schema, accepted.others)
    if sent.others is False:
        return
    if isinstance(accepted.others, dict):
        yield from here.within("*", sent.others, accepted.others)
    elif accepted.others is False and not here.tolerant:
        yield here.refusal("may have any other fields")


def _patterns(here: Comparison) -> Iterator[Refusal]:
    """Fields whose names fit a pattern: the sender must have the same one, and fitting values under it."""
    sent = here.sent.schema.get("patternProperties", {})
    for pattern, schema in here.accepted.schema.get("patternProperties", {}).items():
        if pattern in sent:
            yield from here.within("*", sent[pattern], schema)
        elif here.sent.values is None:
            yield here.refusal(f"may break patternProperties {json.dumps(pattern)}")


def _elements(here: Comparison) -> Iterator[Refusal]:
    if "items" in here.accepted.schema:
        yield from here.within("*", here.sent.schema.get("items", True), here.accepted.schema["items"])

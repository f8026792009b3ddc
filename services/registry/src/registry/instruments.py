"""Instruments: what their parents, and what States have done on them, forbid to say of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.noun import Change, Faults
from registry.rules.instruments import cycle
from registry.rules.participations import Uses, contradictions
from registry.store import instruments as store


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """No instrument is its own ancestor, and what States have done on it remains possible."""
    faults: dict[str, list[FieldError]] = defaultdict(list)
    for code, fault in [*await _cycles(tx, changes), *await _contradictions(tx, changes)]:
        faults[code].append(fault)
    return faults


async def _cycles(tx: Transaction, changes: Sequence[Change[Any]]) -> list[tuple[str, FieldError]]:
    said = {change.content.code: change.content.parent for change in changes}
    if not any(said.values()):
        return []
    parents = {**await store.parents(tx), **{code: parent for code, parent in said.items() if parent}}
    ways = {code: cycle(parents, code) for code, parent in said.items() if parent}
    return [
        (code, FieldError("/parent", f"it would be its own ancestor: {' > '.join(way)}"))
        for code, way in ways.items()
        if way is not None
    ]


async def _contradictions(tx: Transaction, changes: Sequence[Change[Any]]) -> list[tuple[str, FieldError]]:
    changed = {change.content.code: change.content for change in changes if change.before is not None}
    if not changed:
        return []
    uses = await store.uses(tx, {code: content.grouping for code, content in changed.items()})
    return [
        (code, FieldError(f"/{field}", reason))
        for code, use in uses.items()
        for field, reason in _told(changed[code], use)
    ]


def _told(content: Any, use: Uses) -> Iterator[tuple[str, str]]:
    yield from contradictions(use, content.kind, content.adopted, content.in_force, content.grouping)

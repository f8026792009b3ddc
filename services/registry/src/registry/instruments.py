"""Instruments: what their parents, and what States have done on them, forbid to say of them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.noun import Change, Faults
from registry.hierarchy import no_own_ancestor
from registry.rules.participations import contradictions
from registry.store import instruments as store

_check_parents = no_own_ancestor("instrument")


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """No instrument is its own ancestor, and what States have done on it remains possible."""
    faults: dict[str, list[FieldError]] = defaultdict(list)
    for found in (await _check_parents(tx, changes), await _contradictions(tx, changes)):
        for code, wrong in found.items():
            faults[code] += wrong
    return faults


async def _contradictions(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    changed = {change.content.code: change.content for change in changes if change.before is not None}
    if not changed:
        return {}
    uses = await store.uses(tx, {code: said.grouping for code, said in changed.items()})
    found = {}
    for code, use in uses.items():
        said = changed[code]
        wrong = contradictions(use, said.kind, said.adopted, said.in_force, said.grouping)
        found[code] = [FieldError(f"/{field}", reason) for field, reason in wrong]
    return {code: faults for code, faults in found.items() if faults}

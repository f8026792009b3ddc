"""Checks that no entry is above itself by way of its parents."""

from collections.abc import Callable, Sequence

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.entry_types import C, Change, Check, Faults
from registry.catalogue.rules.hierarchy import cycle
from registry.catalogue.store.entries import parents


def no_own_ancestor(table: str, parent: Callable[[C], str | None]) -> Check[C]:
    """The check that no entry of `table` is its own ancestor, with the `parent` of each."""

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        changed = {change.content.code: parent(change.content) for change in changes}
        if not any(changed.values()):
            return {}
        every = {**await parents(tx, table), **changed}
        ways = {code: {above} for code, above in every.items() if above}
        chains = {code: cycle(ways, code, above) for code, above in changed.items() if above}
        return {
            code: [FieldError("/parent", f"it would be its own ancestor: {' > '.join(chain)}")]
            for code, chain in chains.items()
            if chain is not None
        }

    return check

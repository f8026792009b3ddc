"""Who stands above whom, by parents alone or across memberships too: nobody above itself."""

from collections.abc import Sequence
from typing import Any

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.entry_types import Change, Check, Faults
from registry.catalogue.rules.hierarchy import cycle
from registry.catalogue.store.entries import parents


def no_own_ancestor(table: str) -> Check[Any]:
    """The check that no entry of `table` is above itself by way of their `parent`."""

    async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
        said = {change.content.code: change.content.parent for change in changes}
        if not any(said.values()):
            return {}
        ways = {code: {parent} for code, parent in {**await parents(tx, table), **said}.items() if parent}
        chains = {code: cycle(ways, code, parent) for code, parent in said.items() if parent}
        return {
            code: [FieldError("/parent", f"it would be its own ancestor: {' > '.join(chain)}")]
            for code, chain in chains.items()
            if chain is not None
        }

    return check

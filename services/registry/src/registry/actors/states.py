"""Fields in which only States can stand."""

from collections.abc import Iterator, Sequence
from typing import Any

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.states import others_than_states
from registry.catalogue.entry_types import Change, Check, Faults


def only_states(field: str) -> Check[Any]:
    """The check that whoever stands in `field`, one code or a list, is a State."""

    async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
        said = {change.content.code: list(_codes(change, field)) for change in changes}
        others = await others_than_states(tx, {code for codes in said.values() for _, code in codes})
        wrong = {
            entry: [FieldError(pointer, f"{code} is no State") for pointer, code in codes if code in others]
            for entry, codes in said.items()
        }
        return {entry: faults for entry, faults in wrong.items() if faults}

    return check


def _codes(change: Change[Any], field: str) -> Iterator[tuple[str, str]]:
    """The pointer and the code of each."""
    value = getattr(change.content, field)
    if isinstance(value, list):
        yield from ((f"/{field}/{position}", code) for position, code in enumerate(value))
    elif value is not None:
        yield f"/{field}", value

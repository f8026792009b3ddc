"""Checks that only States stand where only States can."""

from collections.abc import Callable, Mapping, Sequence

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.actors.store.states import others_than_states
from registry.catalogue.entry_types import C, Change, Check, Faults


def only_states(codes: Callable[[C], Mapping[str, str]]) -> Check[C]:
    """The check that the actors whose `codes` an entry has, by the pointer of each, are States."""

    async def check(tx: Transaction, changes: Sequence[Change[C]]) -> Faults:
        by_entry = {change.content.code: codes(change.content) for change in changes}
        others = await others_than_states(tx, {code for own in by_entry.values() for code in own.values()})
        wrong = {
            entry: [
                FieldError(pointer, f"{code} is not a State")
                for pointer, code in own.items()
                if code in others
            ]
            for entry, own in by_entry.items()
        }
        return {entry: faults for entry, faults in wrong.items() if faults}

    return check

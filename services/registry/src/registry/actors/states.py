"""Checks that only States stand where only States can."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chassis.database import OnChange, Transaction
from chassis.problems import FieldError
from registry.actors.store.states import others_than_states
from registry.catalogue.entry_types import C, Change, Check, Faults
from registry.catalogue.errors import InUseError
from registry.catalogue.store.entries import Place, referrer


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


def keep_states(places: Sequence[Place]) -> OnChange:
    """What refuses to make another kind of actor of a State that stands in one of `places`.

    It raises `InUseError`. Memberships stay: a grouping may have members that are no States.
    """

    async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
        for change in changes:
            before, actor = change.before, change.content
            if before is None or before.kind != "state" or actor.kind == "state":
                continue
            if (user := await referrer(tx, places, actor.code)) is not None:
                raise InUseError("State", actor.code, f"{user.entry_type.replace('_', ' ')} {user.code}")

    return check

"""Provisions: who may be named as applying one without being party to its instrument."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.base import clock
from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.noun import Change, Faults
from registry.rules.participations import Act
from registry.rules.standing import status_on
from registry.states import only_states
from registry.store import participations as store

_check_states = only_states("applied_by")


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """Who applies a provision is a State, and is not bound to it anyway when it is named.

    Whoever becomes party later stays: it has applied the provision of its own accord.
    """
    faults = dict(await _check_states(tx, changes))
    today = clock.today()
    named = {change.content.code: _newly_named(change) for change in changes}
    pairs = {(one.content.instrument, state) for one in changes for _, state in named[one.content.code]}
    acts = await store.acts(tx, pairs) if pairs else {}
    for change in changes:
        code, instrument = change.content.code, change.content.instrument
        wrong = [
            FieldError(f"/applied_by/{position}", f"{state} is party to {instrument} since {since}")
            for position, state in named[code]
            if (since := _party_since(acts.get((instrument, state), ()), today)) is not None
        ]
        if wrong:
            faults[code] = [*faults.get(code, ()), *wrong]
    return faults


def _party_since(acts: Sequence[Act], today: date) -> date | None:
    standing = status_on(acts, today)
    return standing.since if standing.status == "party" else None


def _newly_named(change: Change[Any]) -> list[tuple[int, str]]:
    before = change.before
    known = before.applied_by if before is not None and before.instrument == change.content.instrument else ()
    return [(place, state) for place, state in enumerate(change.content.applied_by) if state not in known]

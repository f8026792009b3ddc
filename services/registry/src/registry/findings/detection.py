"""Detects norms under pressure in what changes: participations, national measures and computed progress."""

from collections.abc import Sequence

from chassis import ledger
from chassis.database import Transaction
from chassis.messaging.event_router import Received
from registry.catalogue.entry_types import Change
from registry.catalogue.rules.days import years_before
from registry.findings.raising import raise_for
from registry.findings.rules.findings import RECENT_YEARS
from registry.findings.rules.pressures import (
    Judgement,
    Promise,
    on_instrument,
    on_measure,
    on_progress,
    worsened,
)
from registry.findings.store import pressures as store
from registry.implementation.received import ProgressData
from registry.measures.entries import Measure
from registry.treaties.entries.participations import Participation


async def detect_in_participations(tx: Transaction, changes: Sequence[Change[Participation]]) -> None:
    """Raise findings for withdrawals, and for reservations after consent, among what has changed.

    A consent that is recorded after a later reservation shows only then that the reservation was late: so all
    actions of the State on the instrument are looked at.
    """
    pairs = {(change.content.instrument, change.content.state) for change in changes}
    since = years_before((await ledger.now(tx)).date(), RECENT_YEARS)
    pressed = await store.acts(tx, pairs, since)
    await raise_for(tx, [pressure for acts in pressed for pressure in on_instrument(acts)])


async def detect_in_measures(tx: Transaction, changes: Sequence[Change[Measure]]) -> None:
    """Raise findings for national measures that have become repealed."""
    were = {change.content.code for change in changes if change.before and change.before.status == "repealed"}
    are = {change.content.code for change in changes if change.content.status == "repealed"}
    if new := are - were:
        await raise_for(tx, [on_measure(repeal) for repeal in await store.repeals(tx, new)])


async def detect_in_progress(tx: Transaction, events: Sequence[Received[ProgressData]]) -> None:
    """Raise findings for States' commitments whose computed progress has become a deterioration.

    Call it before `events` are kept: it compares them with what was kept before.
    """
    judgements = [
        Judgement(event.data.commitment_id, event.data.status, event.time, event.id, event.data.party)
        for event in events
    ]
    known = await store.judgements(tx, {one.commitment_id for one in judgements})
    if not (found := list(worsened(known, judgements))):
        return
    states = await store.states(tx, {one.now.party for one in found})
    promises = await store.promises(tx, {one.now.commitment_id for one in found})
    await raise_for(
        tx,
        [
            on_progress(one, promises.get(one.now.commitment_id, Promise()), states[one.now.party].name)
            for one in found
            if one.now.party in states
        ],
    )

"""Participations: what each State has done on each instrument."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import text

from chassis.database import Session, Transaction
from registry.treaties.rules.participations import Act, Terms

Pair = tuple[str, str]
"""The codes of an instrument and of a State."""


class Counted(NamedTuple):
    """A State that takes part in instruments."""

    state: str
    version: int
    """How many events with its participations there are."""
    region: str | None


_PAIRS = "unnest(CAST(:instruments AS text[]), CAST(:states AS text[])) AS pair (instrument, state)"
_EVER_MEMBER = """EXISTS (
    SELECT FROM registry.membership
    WHERE membership.actor = actor.code AND membership.grouping = instrument.grouping
)"""
_TERMS = text(
    f"""
    SELECT pair.instrument, pair.state, instrument.kind, instrument.adopted, instrument.in_force,
           instrument.grouping, actor.kind = 'state' AS is_state,
           instrument.grouping IS NULL OR {_EVER_MEMBER} AS is_eligible
    FROM {_PAIRS}
    JOIN registry.instrument ON instrument.code = pair.instrument
    JOIN registry.actor ON actor.code = pair.state
    """
)
_ACTS = text(
    f"""
    SELECT instrument, state, act.code, act.action, act.date, act.in_force
    FROM {_PAIRS} JOIN registry.participation act USING (instrument, state)
    """
)
_COUNT = text(
    """
    WITH counted AS (
        INSERT INTO registry.participant (state, version)
        SELECT * FROM unnest(CAST(:states AS text[]), CAST(:counts AS int[]))
        ON CONFLICT (state) DO UPDATE SET version = participant.version + excluded.version
        RETURNING state, version
    )
    SELECT counted.state, counted.version, actor.region FROM counted JOIN registry.actor ON actor.code = state
    """
)


async def terms(tx: Transaction, pairs: Collection[Pair]) -> Mapping[Pair, Terms]:
    """What the instrument of each pair asks of the State."""
    rows = (await tx.execute(_TERMS, _columns(pairs))).all()
    return {(row.instrument, row.state): Terms(*tuple(row)[2:]) for row in rows}


async def acts(session: Session, pairs: Collection[Pair]) -> Mapping[Pair, Sequence[Act]]:
    """What the State of each pair has done on the instrument, as far as it has done anything."""
    found: dict[Pair, list[Act]] = defaultdict(list)
    for row in (await session.execute(_ACTS, _columns(pairs))).all():
        found[row.instrument, row.state].append(Act(*tuple(row)[2:]))
    return found


async def count(tx: Transaction, events: Mapping[str, int]) -> Mapping[str, Counted]:
    """Count `events` more with the participations of each State."""
    states = sorted(events)
    values = {"states": states, "counts": [events[state] for state in states]}
    return {row.state: Counted._make(row) for row in (await tx.execute(_COUNT, values)).all()}


def _columns(pairs: Collection[Pair]) -> dict[str, list[str]]:
    return {"instruments": [one for one, _ in pairs], "states": [state for _, state in pairs]}

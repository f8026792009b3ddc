"""The facts that may raise findings: what States did, what they committed to, and how far they are."""

from collections.abc import Collection
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from chassis.database import Session, Transaction
from registry.findings.rules.pressures import Act, Judgement, Promise, Repeal


class FoundState(NamedTuple):
    """A State, as findings name it."""

    code: str
    name: str
    region: str | None


_STATES = text("SELECT code, name, region FROM registry.actor WHERE kind = 'state' AND code = ANY (:codes)")


async def states(session: Session, codes: Collection[str]) -> dict[str, FoundState]:
    """Name and region of those of `codes` that are States."""
    return {row.code: FoundState._make(row) for row in await session.execute(_STATES, {"codes": list(codes)})}


_GOALS_OF = """
    ARRAY(SELECT DISTINCT goal FROM registry.theme, unnest(theme.goals) goal
          WHERE theme.code = ANY ({}) ORDER BY goal) AS goals
"""
_ACTS = text(
    f"""
    WITH recent AS MATERIALIZED ( -- few, where the pairs of an import are many
        SELECT DISTINCT instrument, state FROM registry.participation
        WHERE date >= :since AND action IN ('withdrawal', 'reservation')
    )
    SELECT act.code, act.instrument, act.state, act.action, act.date, act.in_force, state.name AS state_name,
           coalesce(instrument.short_name, instrument.code) AS instrument_name,
           instrument.title AS instrument_title, instrument.themes,
           {_GOALS_OF.format("instrument.themes")}
    FROM unnest(CAST(:instruments AS text[]), CAST(:states AS text[])) AS pair (instrument, state)
    JOIN recent USING (instrument, state)
    JOIN registry.participation act USING (instrument, state)
    JOIN registry.instrument ON instrument.code = act.instrument
    JOIN registry.actor state ON state.code = act.state AND state.kind = 'state'
    ORDER BY act.instrument, act.state
    """
)


async def acts(tx: Transaction, pairs: Collection[tuple[str, str]], since: date) -> list[list[Act]]:
    """All actions of each pair of an instrument and a State that has a withdrawal or reservation `since`."""
    instruments, states = (list(column) for column in zip(*pairs, strict=True))
    rows = await tx.execute(_ACTS, {"instruments": instruments, "states": states, "since": since})
    found = [Act.model_validate(row) for row in rows]
    return [list(group) for _, group in groupby(found, key=lambda act: (act.instrument, act.state))]


_REPEALS = text(
    f"""
    SELECT measure.code, measure.state, state.name AS state_name, measure.kind, measure.title,
           coalesce(measure.status_on, measure.as_of) AS "on", measure.themes,
           {_GOALS_OF.format("measure.themes")}
    FROM registry.measure JOIN registry.actor state ON state.code = measure.state AND state.kind = 'state'
    WHERE measure.status = 'repealed' AND measure.code = ANY (:codes) ORDER BY measure.code
    """
)


async def repeals(tx: Transaction, codes: Collection[str]) -> list[Repeal]:
    """Those of the States' measures with these `codes` that are repealed."""
    return [Repeal.model_validate(row) for row in await tx.execute(_REPEALS, {"codes": list(codes)})]


_JUDGEMENTS = text(
    """
    SELECT DISTINCT ON (commitment_id) commitment_id, status, time FROM registry.received_progress
    WHERE commitment_id = ANY (:commitments) ORDER BY commitment_id, time DESC
    """
)


async def judgements(tx: Transaction, commitments: Collection[UUID]) -> list[Judgement]:
    """What was computed last of the progress of each of `commitments`."""
    rows = await tx.execute(_JUDGEMENTS, {"commitments": list(commitments)})
    return [Judgement(**row) for row in rows.mappings()]


_PROMISES = text(
    """
    SELECT DISTINCT ON (commitment_id) commitment_id, reference, title, goals
    FROM registry.received_commitment
    WHERE commitment_id = ANY (:commitments) ORDER BY commitment_id, time DESC
    """
)


async def promises(tx: Transaction, commitments: Collection[UUID]) -> dict[UUID, Promise]:
    """What is known of those of `commitments` that have been received."""
    rows = await tx.execute(_PROMISES, {"commitments": list(commitments)})
    return {row.commitment_id: Promise.model_validate(row) for row in rows}

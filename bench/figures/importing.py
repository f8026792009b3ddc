"""Keeping many observations, beside COPY of the same rows into a table of the same shape."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from bench.client import UnexpectedAnswer
from bench.figure import Figure, Measurement, Setting, at_least
from bench.parties import states
from bench.stage import running_postgres
from chassis.base.identifiers import new_id
from chassis.database import Database
from commitments.observations import store as observations
from commitments.observations.store import Cell

SERVICE = "commitments"
PER_INDICATOR, PER_TRANSACTION = 100, 10_000
"""Observations: an event's worth is at most 500, and an import has a few dozen events a transaction."""
FIRST_YEAR = 2000
_SLICES = ("{}", '{"sex":"female"}', '{"sex":"male"}', '{"age":"15-24"}', '{"age":"25-64"}')
_TWIN = """
    CREATE TABLE commitments.floor (LIKE commitments.observation INCLUDING ALL);
    ALTER TABLE commitments.floor ADD FOREIGN KEY (indicator_id) REFERENCES commitments.indicator (id)
"""
_COMMITMENT = """
    INSERT INTO commitments.commitment (id, version, reference, party, parties, title, description, kind,
        form, horizon, markers, origin, status)
    VALUES ($1, 1, $2 || '-2026-001', $2, ARRAY[$2], 'Regular pathways', '', 'policy', 'standalone', 'medium',
        '{}', 'declared', 'draft')
"""
_INDICATORS = """
    INSERT INTO commitments.indicator (id, commitment_id, version, position, code, title, unit, direction,
        dimensions, points, by_sex, by_age)
    SELECT id, $1, 1, place, 'i' || place, 'Permits', 'percent', 1, '{}', 0, false, false
    FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, place)
"""
_COLUMNS = (*Cell._fields, "revision", "event_id")
_OURS, _FLOORS = (
    f"SELECT {', '.join(_COLUMNS)} FROM commitments.{table}"  # noqa: S608 -- our own names
    for table in ("observation", "floor")
)
_DIFFERING = f"""
    SELECT count(*) FROM (
        ({_OURS} EXCEPT ALL {_FLOORS}) UNION ALL ({_FLOORS} EXCEPT ALL {_OURS})
    ) AS differing
"""  # noqa: S608 -- our own names
Row = tuple[Cell, UUID]
"""An observation, and the event that records it."""
Keep = Callable[[Sequence[Row]], Awaitable[None]]


async def measure(setting: Setting) -> list[Measurement]:
    """Keep new observations as an import does: find out what is new, and add it."""
    number = setting.choose(1_000, 20_000, 200_000)
    async with running_postgres(setting, SERVICE) as server:
        owner = await asyncpg.connect(server.url(SERVICE))
        try:
            await owner.execute(_TWIN)
            rows = _rows(await _add_indicators(owner, number // PER_INDICATOR))
            async with Database(server.url(SERVICE, SERVICE), name="bench", pool_size=1) as database:
                ways = {"floor": _copying(owner), "ours": _adding(database)}
                taken = [await _round(owner, ways, rows) for _ in range(1 + setting.choose(1, 3, 5))]
        finally:
            await owner.close()
    ours, floor = (statistics.median(one[name] for one in taken[1:]) for name in ("ours", "floor"))
    rounds = [{"observations": number, **one} for one in taken[1:]]  # the first warms up
    return [Measurement("observations kept", ours, "/s", floor, at_least(0.25), rounds)]


async def _add_indicators(owner: "asyncpg.Connection[asyncpg.Record]", number: int) -> list[UUID]:
    """Draft a commitment with `number` indicators."""
    commitment_id, ids = new_id(), [new_id() for _ in range(number)]
    await owner.execute(_COMMITMENT, commitment_id, states(1)[0])
    await owner.execute(_INDICATORS, commitment_id, ids)
    return ids


def _rows(indicators: Sequence[UUID]) -> list[Row]:
    rows = []
    for indicator_id in indicators:
        event_id = new_id()
        for number in range(PER_INDICATOR):
            year, which = divmod(number, len(_SLICES))
            value = 12.5 + number / 8
            cell = Cell(indicator_id, FIRST_YEAR + year, _SLICES[which], value, "administrative", "final")
            rows.append((cell, event_id))
    return rows


async def _round(
    owner: "asyncpg.Connection[asyncpg.Record]", ways: dict[str, Keep], rows: Sequence[Row]
) -> dict[str, float]:
    """Observations a second by each of `ways`, into empty tables."""
    rates = {}
    await owner.execute("TRUNCATE commitments.observation, commitments.floor")
    for name, keep in ways.items():
        began = time.perf_counter()
        for start in range(0, len(rows), PER_TRANSACTION):
            await keep(rows[start : start + PER_TRANSACTION])
        rates[name] = len(rows) / (time.perf_counter() - began)
    await _check_sameness(owner, len(rows))
    return rates


async def _check_sameness(owner: "asyncpg.Connection[asyncpg.Record]", number: int) -> None:
    """Raise `UnexpectedAnswer` unless we and the floor have kept the same `number` of equal rows."""
    kept = await owner.fetchval("SELECT count(*) FROM commitments.observation")
    differing = await owner.fetchval(_DIFFERING)
    if kept != number or differing:
        raise UnexpectedAnswer(f"{kept} of {number} rows are kept, and {differing} differ from the floor's")


def _adding(database: Database) -> Keep:
    """As the service does it."""

    async def keep(rows: Sequence[Row]) -> None:
        events = {cell.indicator_id: event_id for cell, event_id in rows}
        async with database.transaction() as tx:
            news = await observations.unrecorded(tx, [cell for cell, _ in rows])
            await observations.add(
                tx, [(cell, revision, events[cell.indicator_id]) for cell, revision in news]
            )

    return keep


def _copying(owner: "asyncpg.Connection[asyncpg.Record]") -> Keep:
    """By COPY alone, as if all were known to be new."""

    async def keep(rows: Sequence[Row]) -> None:
        records: list[tuple[Any, ...]] = [(*cell, 1, event_id) for cell, event_id in rows]
        await owner.copy_records_to_table(
            "floor", schema_name="commitments", records=records, columns=_COLUMNS
        )

    return keep


IMPORT = Figure("import", "Observations kept, beside COPY of the same rows", measure)

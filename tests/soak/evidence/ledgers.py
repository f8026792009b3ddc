"""The ledgers: every row of every service, and what the chain's own check says."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from chassis import ledger
from chassis.database import asyncpg_url
from chassis.ledger.events import Envelope


@dataclass(frozen=True)
class Row:
    """One row of a ledger."""

    position: int
    sequence: int | None
    epoch: UUID
    time: datetime
    id: UUID
    type: str
    subject: str
    party: str
    data: str
    actor: str
    correlation_id: str

    @cached_property
    def told(self) -> dict[str, Any]:
        """Its data, read."""
        told: dict[str, Any] = json.loads(self.data)
        return told


@dataclass(frozen=True, slots=True)
class Head:
    """Where a ledger stands."""

    epoch: UUID
    position: int
    sequence: int
    time: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole ledger."""

    head: Head
    rows: list[Row]
    events: list[Envelope]
    """What of it is public, as it goes over the bus."""
    fault: str | None = None
    """What `ledger verify --full` says against it."""

    def of(self, *types: str) -> list[Row]:
        """The rows of some types."""
        return [row for row in self.rows if row.type in types]


_COLUMNS = ", ".join(Row.__dataclass_fields__)


async def head(connection: "asyncpg.Connection[asyncpg.Record]") -> Head:
    """Where the ledger in a service's database stands."""
    row = await connection.fetchrow("SELECT epoch, position, sequence, time FROM chassis.ledger_head")
    assert row is not None, "it is made with the ledger"
    return Head(**row)


async def read(service: str, url: str) -> Ledger:
    """The ledger of `service` in its database at `url`."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(f"SELECT {_COLUMNS} FROM chassis.ledger ORDER BY position")
        stands = await head(connection)
    finally:
        await connection.close()
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    async with engine.begin() as session:
        events = await ledger.read_after(session, service, 0, stands.sequence)
        verdict = await ledger.verify(session, full=True)
    return Ledger(stands, [Row(**row) for row in rows], events, verdict.fault)

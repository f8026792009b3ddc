"""Received facts are kept as versions: rows that are added, each with its place in its source's ledger."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel import SQLModel

from chassis.database import Transaction
from chassis.messaging.event_router import Received


def place(event: Received[Any]) -> dict[str, Any]:
    """Where a version stands: the columns that every table of versions has."""
    return {"epoch": event.epoch, "sequence": event.sequence, "time": event.time}


def rows(events: Sequence[Received[Any]]) -> list[dict[str, Any]]:
    """A version for each of `events`: its place and the fields that were read."""
    return [{**place(event), **event.data.model_dump()} for event in events]


async def keep(tx: Transaction, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Add `rows` to `table`; versions that are there already stay as they are."""
    if rows:
        await tx.execute(_insert(table), list(rows))


@cache
def _insert(table: type[SQLModel]) -> Insert:
    return insert(inspect(table).local_table).on_conflict_do_nothing()

"""What subscribers have received: how far they are, and the tables that they keep it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import BigInteger, Integer, Table

from chassis.process.service import Service
from commitments.app import service as commitments
from embedded.layout import BEHIND_GATEWAY
from review.app import service as review

SUBSCRIBERS: Sequence[Service] = (commitments, review)
_DERIVED = {"commitment_count", "indicator_count", "unmeasured"}
"""Tables that are kept up with what is received, besides the received versions themselves."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """How far a subscriber is with one source, under one of its epochs."""

    subscriber: str
    source: str
    epoch: UUID
    watermark: int


@dataclass(frozen=True, slots=True)
class Reception:
    """What all subscribers have of all sources."""

    inboxes: list[Inbox]
    dead_letters: list[str]


Contents = dict[str, list[str]]
"""Rows as JSON, in order, by table."""


async def read(urls: dict[str, str]) -> Reception:
    """How far the subscribers are; `urls` by service."""
    reception = Reception([], [])
    for service in SUBSCRIBERS:
        connection = await asyncpg.connect(urls[service.name])
        try:
            for row in await connection.fetch("SELECT source, epoch, watermark FROM chassis.source"):
                reception.inboxes.append(Inbox(service.name, *row))
            for row in await connection.fetch('SELECT topic, "offset", error FROM chassis.dead_letter'):
                letter = f"{service.name}: {row['topic']}@{row['offset']}: {row['error']}"
                reception.dead_letters.append(letter)
        finally:
            await connection.close()
    return reception


async def contents(url: str, service: Service) -> Contents:
    """All tables that `service` fills from what it receives, in the database at `url`."""
    connection = await asyncpg.connect(url)
    try:
        tables = [table for table in service.metadata.sorted_tables if _is_received(table)]
        return {
            table.name: sorted(row[0] for row in await connection.fetch(_query(table))) for table in tables
        }
    finally:
        await connection.close()


def _is_received(table: Table) -> bool:
    return table.name.startswith("received_") or table.name in _DERIVED


def _query(table: Table) -> str:
    """Its rows; a count with numbered rows is the sum of them, however many there are."""
    whole = f'"{table.schema}"."{table.name}"'
    if not any(column.identity for column in table.columns):
        return f"SELECT to_jsonb(t)::text FROM {whole} t"
    others = [column for column in table.columns if not column.identity]
    keys = ", ".join(column.name for column in others if not _is_number(column.type))
    sums = [column.name for column in others if _is_number(column.type)]
    totals = ", ".join(f"sum({name}) AS {name}" for name in sums)
    some = " OR ".join(f"sum({name}) <> 0" for name in sums)
    summed = f"SELECT {keys}, {totals} FROM {whole} GROUP BY {keys} HAVING {some}"
    return f"SELECT to_jsonb(t)::text FROM ({summed}) t"


def _is_number(kind: object) -> bool:
    return isinstance(kind, Integer | BigInteger)


def sources_of(service: Service) -> list[str]:
    """The services whose events `service` reads, in a fixed order."""
    return [name for name in BEHIND_GATEWAY if name in service.sources]

"""What the services keep besides their ledgers: agendas, and what commitments and reports are called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg


@dataclass(frozen=True, slots=True)
class AgendaVersion:
    """A version of a meeting's agenda."""

    id: UUID
    meeting_id: UUID
    milestone_id: UUID
    version: int
    status: str
    complete: bool
    reason: str
    cut_at: datetime
    digest: str
    document: str


_AGENDAS = f"SELECT {', '.join(AgendaVersion.__slots__)} FROM review.agenda ORDER BY meeting_id, version"
_TITLES = "SELECT id, title FROM commitments.commitment UNION ALL SELECT id, title FROM commitments.report"


async def agendas(url: str) -> list[AgendaVersion]:
    """All versions of all agendas in review's database."""
    return [AgendaVersion(**row) for row in await _fetch(url, _AGENDAS)]


async def titles(url: str) -> dict[UUID, str]:
    """What each commitment and report is called, published or not."""
    return {row["id"]: row["title"] for row in await _fetch(url, _TITLES)}


async def _fetch(url: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()

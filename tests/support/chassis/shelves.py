"""Many notes at once, with the times and ids that a test needs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import httpx
from sqlalchemy import insert

from chassis.database import Database
from tests.support.chassis.notebook.tables import note


async def fill(
    database: Database, shelf: str, notes: Iterable[tuple[datetime, UUID]], text: str = "x"
) -> None:
    """Put a note on `shelf` for each time and id."""
    rows = [{"id": key, "shelf": shelf, "text": text, "written_at": moment} for moment, key in notes]
    if rows:
        async with database.transaction() as tx:
            await tx.execute(insert(note), rows)


def next_link(response: httpx.Response) -> str | None:
    """Where the next page is."""
    link = response.headers.get("link")
    return link.partition(">")[0].removeprefix("<") if link else None


def ids(response: httpx.Response) -> list[str]:
    """The notes of a page."""
    return [item["id"] for item in response.json()["items"]]

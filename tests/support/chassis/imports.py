"""Sending files to the notebook, and letting it apply them."""

from typing import Any

import httpx

from chassis.database import Database
from chassis.resources.bulk import working
from chassis.timers import Timers
from tests.support.chassis.notebook.shelving import importer

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
HEADER = "code,title\r\n"


def import_timers(database: Database) -> Timers:
    """What applies batches in a worker."""
    return Timers(database, working.handlers([importer]), working.QUEUES)


async def apply_all(database: Database) -> int:
    """Apply whatever waits; returns how many timers fired."""
    timers, count = import_timers(database), 0
    while await timers.fire_next():
        count += 1
    return count


async def send(
    client: httpx.AsyncClient,
    writer: dict[str, str],
    content: Any,
    kind: dict[str, str] = CSV,
    **query: str,
) -> httpx.Response:
    """The answer to a file."""
    return await client.post(
        "/v1/books:import", content=content, headers={**writer, **kind}, params=query or None
    )


async def report(
    client: httpx.AsyncClient, writer: dict[str, str], sent: httpx.Response, **query: str
) -> dict[str, Any]:
    """What became of a file that was accepted."""
    assert sent.status_code == 202, sent.text
    response = await client.get(sent.headers["location"], headers=writer, params=query or None)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def imported(
    client: httpx.AsyncClient,
    writer: dict[str, str],
    database: Database,
    content: Any,
    kind: dict[str, str] = CSV,
    **query: str,
) -> dict[str, Any]:
    """What has become of a file, when all of it is done."""
    sent = await send(client, writer, content, kind, **query)
    await apply_all(database)
    return await report(client, writer, sent)


def faults(told: dict[str, Any]) -> list[tuple[int, str]]:
    """Line and pointer of each fault in a report."""
    return [(row["line"], error["pointer"]) for row in told["rejections"]["items"] for error in row["errors"]]

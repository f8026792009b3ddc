"""Sending files to the registry, and letting its worker apply them."""

from typing import Any

import httpx

from chassis.database import Database
from chassis.resources.bulk import working
from chassis.timers import Timers
from registry.app import service

CSV = {"Content-Type": "text/csv"}
NDJSON = {"Content-Type": "application/x-ndjson"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
KINDS = {"csv": CSV, "ndjson": NDJSON, "xlsx": XLSX}


async def imported(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    database: Database,
    noun: str,
    content: str | bytes,
    form: str = "csv",
    **query: str,
) -> dict[str, Any]:
    """What has become of a file in the format `form`, when all of it is done."""
    sent = await client.post(
        f"/v1/{noun}:import", content=content, headers={**headers, **KINDS[form]}, params=query or None
    )
    assert sent.status_code == 202, sent.text
    timers = Timers(database, working.handlers(service.importers), working.QUEUES)
    while await timers.fire_next():
        pass
    report = await client.get(sent.headers["location"], headers=headers, params={"limit": "500"})
    told: dict[str, Any] = report.json()
    return told


def faults(told: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Line, pointer and reason of each fault in a report."""
    return [
        (row["line"], error["pointer"], error["detail"])
        for row in told["rejections"]["items"]
        for error in row["errors"]
    ]

"""A drill: a notebook whose database and log are on a volume that is full for a while, in one process.

`python -m tests.support.chassis.full_disk FOLDER` prints what was seen as JSON; it needs to be root.
"""

import asyncio
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import httpx

from chassis.local_postgres.server import PostgresServer
from chassis.process.metrics import readings
from chassis.process.runtime import Runtime, open_runtime
from chassis.telemetry import log_output
from chassis.telemetry.logs import configure_logs
from chassis.testing import TokenIssuer, eventually
from chassis.testing.plugin import client_of, migrated_database
from chassis.testing.tokens import AUDIENCE, ISSUER
from tests.soak import volumes
from tests.soak.volumes import Volume
from tests.support.chassis.notebook.app import service
from tests.support.telemetry.scrapes import scrape

MEGABYTES = 256
_WRITES = 100
"""More than fit into what tables have to spare."""


async def drill(volume: Volume) -> dict[str, Any]:
    """Fill the volume, look, clear it, and look again."""
    readings.FRESH_FOR = 0.0  # each scrape reads anew
    with PostgresServer(volume.folder / "postgres", durable=False) as server:
        server.ensure_database("bus")
        url = await migrated_database(server, "notebook")
        settings = service.settings.model_validate(
            {"database_url": url, "bus_url": server.url("bus"), "issuer": ISSUER, "audience": AUDIENCE}
        )
        issuer = TokenIssuer()
        async with open_runtime(service, settings) as runtime, client_of(runtime, issuer) as client:
            client.headers.update(issuer.headers(scopes="notes:write"))
            runtime.start_worker()
            first = await _write(client)
            assert first.status_code == 201, first.text
            before = first.status_code
            await eventually(lambda: _published(runtime, 1))
            volume.fill()
            full = await _while_full(runtime, client)
            volume.clear()
            return {"before": before, "full": full, "after": await _when_cleared(runtime, client)}


async def _while_full(runtime: Runtime, client: httpx.AsyncClient) -> dict[str, Any]:
    answers = [await _write(client) for _ in range(_WRITES)]
    refused = [answer for answer in answers if answer.status_code != 201]
    told = await scrape(client)
    ready = await client.get("/health/ready")
    return {
        "statuses": sorted({answer.status_code for answer in answers}),
        "refused": {"body": refused[-1].json(), "retry": refused[-1].headers.get("Retry-After")},
        "read": (await client.get("/v1/shelves/desk/notes")).status_code,
        "ready": ready.json(),
        "parts": dict(runtime.parts()),
        "full": told("compact_database_full"),
        "lost": told("compact_log_lines_lost_total"),
    }


async def _when_cleared(runtime: Runtime, client: httpx.AsyncClient) -> dict[str, Any]:
    async def works() -> bool:
        return (await _write(client)).status_code == 201

    await eventually(works, within=30)

    async def all_is_published() -> bool:
        return (await scrape(client))("compact_ledger_unpublished_events") == 0

    await eventually(all_is_published, within=30)

    async def all_parts_run() -> bool:
        return all(dict(runtime.parts()).values())

    await eventually(all_parts_run, within=30)
    log = log_output.OUTPUT
    log.write("the log goes on")
    ready = await client.get("/health/ready")
    return {
        "ready": ready.json(),
        "parts": dict(runtime.parts()),
        "log": os.pread(log.descriptor, 1_000_000, 0).endswith(b"the log goes on\n"),
    }


async def _write(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/v1/notes", json={"text": secrets.token_hex(240), "shelf": "desk"})


async def _published(runtime: Runtime, wanted: int) -> bool:
    return runtime.relay is not None and runtime.relay.published >= wanted


def main(folder: Path) -> None:
    """Do it on a volume of its own; ends with what stands in the way of one."""
    if reason := volumes.obstacle():
        sys.exit(reason)
    volume = Volume(folder / "small", MEGABYTES)
    try:
        log = os.open(volume.folder / "notebook.log", os.O_RDWR | os.O_CREAT | os.O_APPEND)
        log_output.OUTPUT.descriptor = log
        configure_logs("notebook")
        print(json.dumps(asyncio.run(drill(volume))))
    finally:
        volume.close(keep=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

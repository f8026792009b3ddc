"""Importing a file of participations over HTTP: until it is done, and what memory that takes."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from bench.client import Connection, Request, UnexpectedAnswer, within
from bench.figure import Figure, Measurement, Setting, at_most
from bench.parties import sign_in
from bench.registry_record import PARTICIPATIONS, fill, participations_csv
from bench.stage import running_system, server_of

_PATH = "/v1/participations"
POLL, PATIENCE = 0.05, 300.0
MEGABYTE = 1e6


@dataclass(frozen=True)
class _Taken:
    seconds: float
    peak: int
    """Bytes."""


async def measure(setting: Setting) -> list[Measurement]:
    """Import participations into a registry that has none."""
    number = setting.choose(PARTICIPATIONS // 100, PARTICIPATIONS // 10, PARTICIPATIONS)
    taken = [await _import(setting, number) for _ in range(setting.choose(1, 1, 3))]
    rounds = [{"participations": number, "seconds": one.seconds, "bytes": one.peak} for one in taken]
    seconds = statistics.median(one.seconds for one in taken)
    peak = statistics.median(one.peak for one in taken) / MEGABYTE
    wanted = at_most(10) if setting.size == "full" else None
    return [
        Measurement(f"{number:,} participations, POST to done", seconds, "s", None, wanted, rounds),
        Measurement("memory of the process (PSS), at most", peak, "MB", None, at_most(200)),
    ]


async def _import(setting: Setting, number: int) -> _Taken:
    async with running_system(setting) as system:
        await fill(system, setting, participations=0)
        [authorization] = await sign_in(system, setting, [("secretariat", "secretariat", "")])
        file = participations_csv(number)
        request = Request.of(
            "POST", f"{_PATH}:import", authorization=authorization, body=file, kind="text/csv"
        )
        server = server_of(system, "registry")
        process = psutil.Process(server.pid)
        connection = await Connection.open(server.port)
        try:
            began = time.perf_counter()
            async with within(PATIENCE, "the import"), _watched(process) as memory:
                posted = (await connection.exchange(request.anew())).expected(202)
                path = f"{_PATH}/imports/{json.loads(posted.body)['id']}"
                job = await _done(connection, Request.of("GET", path, authorization=authorization))
            seconds = time.perf_counter() - began
        finally:
            connection.close()
    if job["created"] != number:
        raise UnexpectedAnswer(f"not {number} participations are new: {job}")
    return _Taken(seconds, max(memory))


async def _done(connection: Connection, request: Request) -> dict[str, Any]:
    """The job, once nothing more is to be done."""
    while True:
        job: dict[str, Any] = json.loads((await connection.exchange(request.again())).expected(200).body)
        if job["status"] in {"done", "refused", "failed"}:
            return job
        await asyncio.sleep(POLL)


@asynccontextmanager
async def _watched(process: psutil.Process) -> AsyncIterator[list[int]]:
    """The sizes that `process` has meanwhile; pages that it shares count in part (PSS)."""
    sizes: list[int] = []

    async def watch() -> None:
        while True:
            used = process.memory_full_info()
            sizes.append(getattr(used, "pss", used.rss))
            await asyncio.sleep(POLL)

    watching = asyncio.create_task(watch())
    try:
        yield sizes
    finally:
        watching.cancel()


IMPORT = Figure("import-participations", "A file of participations, over HTTP", measure)

"""Previews of agendas for everybody, and what else is read of the review service at the same time."""

import asyncio
import itertools
import time
from collections.abc import Sequence

from bench.client import Connection, Request, created
from bench.figure import GIGABYTE, Figure, Measurement, Setting, at_most
from bench.figures.agenda import MEETING, POOR_OF, STATES
from bench.load import percentile
from bench.parties import introduce, sign_in, states
from bench.record import append, promises
from bench.stage import received_all, running_system
from chassis.database import Database
from embedded.system import System

PREVIEWS, READS = 10, 20
"""How many are asked for in a second, however long the answers take."""
MILESTONES = 3
ADDRESSES = [f"127.0.0.{number}" for number in range(11, 31)]
"""One has no more than 60 previews in a minute."""


async def measure(setting: Setting) -> list[Measurement]:
    """Read milestones, first alone and then beside previews, through the gateway and without a token."""
    async with running_system(setting) as system:
        each = setting.choose(1, 100, 100)
        milestones = await _prepared(setting, system, each)
        reads = [Request.of("GET", f"/v1/milestones/{one}") for one in milestones]
        previews = [Request.of("GET", f"/v1/milestones/{one}/agenda:preview") for one in milestones]
        port, seconds = system.layout.ports["gateway"], setting.choose(1, 20, 60)
        alone = await _at_a_pace(port, reads, READS, seconds)
        beside, asked = await asyncio.gather(
            _at_a_pace(port, reads, READS, seconds), _at_a_pace(port, previews, PREVIEWS, seconds)
        )
    size = f"{STATES * each:,} commitments"
    return [
        _line(f"{size}: preview, median", asked, 0.5),
        _line(f"{size}: preview, 99 of 100", asked, 0.99, limit=300),
        _line("a read beside, median (floor: alone)", beside, 0.5, alone),
        _line("a read beside, 99 of 100 (floor: alone)", beside, 0.99, alone),
    ]


async def _prepared(setting: Setting, system: System, each: int) -> Sequence[str]:
    """Milestones over a record of so many commitments of each State; returns their ids."""
    await asyncio.gather(introduce(system), system.command("review", "load-reference"))
    [authorization] = await sign_in(system, setting, [("secretariat", "secretariat", "")])
    url = system.postgres.url("commitments", "commitments")
    async with Database(url, name="bench", pool_size=1) as database:
        await append(database, promises(states(STATES), range(each)), POOR_OF)
    await received_all(system, "review", "commitments")
    port, ids = system.layout.ports["review"], []
    for _ in range(MILESTONES):
        meeting = await created(port, authorization, "/v1/meetings", MEETING)
        wanted = {
            "title": "Reports",
            "framework": "GCM",
            "meeting_id": meeting["id"],
            "due_at": "2030-01-31T12:00:00Z",
        }
        ids.append((await created(port, authorization, "/v1/milestones", wanted))["id"])
    return ids


async def _at_a_pace(port: int, requests: Sequence[Request], pace: int, seconds: float) -> list[float]:
    """Send `pace` requests a second, from each address in its turn; returns how long each took."""
    free = asyncio.Queue[Connection]()
    for address in ADDRESSES:
        free.put_nowait(await Connection.open(port, address))
    began = time.perf_counter()

    async def exchange(at: float, request: Request) -> float:
        await asyncio.sleep(max(began + at - time.perf_counter(), 0))
        connection = await free.get()
        (await connection.exchange(request.again())).expected(200)
        free.put_nowait(connection)
        return time.perf_counter() - began - at

    times = (number / pace for number in range(int(pace * seconds)))
    asked = zip(times, itertools.cycle(requests), strict=False)
    try:
        return await asyncio.gather(*(exchange(at, request) for at, request in asked))
    finally:
        while not free.empty():
            free.get_nowait().close()


def _line(
    name: str,
    taken: Sequence[float],
    part: float,
    floor: Sequence[float] | None = None,
    limit: float | None = None,
) -> Measurement:
    least = None if floor is None else percentile(floor, part) * 1000
    wanted = None if limit is None else at_most(limit)
    return Measurement(name, percentile(taken, part) * 1000, "ms", least, wanted, [{"answers": len(taken)}])


PREVIEW = Figure(
    "preview",
    f"Previews of agendas, {PREVIEWS} a second, without a token",
    measure,
    disk=2 * GIGABYTE,
)

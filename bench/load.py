"""Servers under load, each in its turn, so that whatever else the machine does hits all of them alike."""

import asyncio
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psutil

from bench.client import Connection, UnexpectedAnswer
from bench.figure import Measurement, Wanted

CONNECTIONS = 16


@dataclass(frozen=True)
class Server:
    """A server process on loopback."""

    name: str
    port: int
    pid: int


@dataclass(frozen=True)
class Load:
    """How a server took one round of load. Times are in seconds."""

    seconds: float
    latencies: Sequence[float]
    cpu: float
    """Of the server's process, in this round."""

    @property
    def throughput(self) -> float:
        """Answers in a second."""
        return len(self.latencies) / self.seconds

    @property
    def cpu_per_answer(self) -> float:
        """Seconds of processor time that the server's process spends on one answer."""
        return self.cpu / len(self.latencies)

    def numbers(self) -> dict[str, float]:
        """What is kept of the round."""
        return {
            "answers": len(self.latencies),
            "seconds": self.seconds,
            "per_second": self.throughput,
            "p50_ms": percentile(self.latencies, 0.5) * 1000,
            "p99_ms": percentile(self.latencies, 0.99) * 1000,
            "cpu_ms": self.cpu_per_answer * 1000,
        }


@dataclass(frozen=True)
class Demand:
    """What is asked of servers, and what they must answer."""

    requests: Callable[[], Iterator[bytes]]
    """Makes requests without end."""
    status: int
    connections: int = CONNECTIONS


async def in_turns(
    servers: Sequence[Server], demand: Demand, *, rounds: int, seconds: float
) -> dict[str, list[Load]]:
    """The rounds of each server by its name, after one to warm up. Raises `UnexpectedAnswer`."""
    for server in servers:
        await apply(server, demand, seconds)
    taken: dict[str, list[Load]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            taken[server.name].append(await apply(server, demand, seconds))
    return taken


async def apply(server: Server, demand: Demand, seconds: float) -> Load:
    """Keep all connections busy for `seconds`. Raises `UnexpectedAnswer`."""
    connections = [await Connection.open(server.port) for _ in range(demand.connections)]
    requests, latencies = demand.requests(), list[float]()
    process = psutil.Process(server.pid)
    cpu, began = _cpu(process), time.perf_counter()

    async def keep_busy(connection: Connection) -> None:
        now = time.perf_counter()
        while now < began + seconds:
            (await connection.exchange(next(requests))).expected(demand.status)
            asked, now = now, time.perf_counter()
            latencies.append(now - asked)

    try:
        async with asyncio.TaskGroup() as group:
            for connection in connections:
                group.create_task(keep_busy(connection))
    except* UnexpectedAnswer as failures:
        raise failures.exceptions[0] from None
    finally:
        for connection in connections:
            connection.close()
    return Load(time.perf_counter() - began, latencies, _cpu(process) - cpu)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest of `values` that is at least as great as `part` of them (nearest rank)."""
    return sorted(values)[max(math.ceil(part * len(values)) - 1, 0)]


def beside(
    name: str,
    number: str,
    unit: str,
    ours: Sequence[Load],
    floor: Sequence[Load],
    wanted: Wanted | None = None,
) -> Measurement:
    """The medians over rounds of one of `Load.numbers`, ours beside the floor's."""
    kept = [{"ours": one.numbers(), "floor": other.numbers()} for one, other in zip(ours, floor, strict=True)]
    medians = (statistics.median(load.numbers()[number] for load in loads) for loads in (ours, floor))
    return Measurement(name, next(medians), unit, next(medians), wanted, kept)

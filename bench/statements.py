"""Floors of reads: the very statement that the service sends, sent by asyncpg and nothing else."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import asyncpg
import psutil
from sqlalchemy import event

from bench.load import Load
from chassis.database import Database, ReadSession


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL as asyncpg takes it."""

    sql: str
    values: Sequence[Any]


async def statements_of(
    database: Database, read: Callable[[ReadSession], Awaitable[object]]
) -> Sequence[Statement]:
    """The statements that `read` sends; the last one finds the answer."""
    sent: list[Statement] = []

    def note(_: Any, __: Any, sql: str, values: Sequence[Any], ___: Any, ____: bool) -> None:
        sent.append(Statement(sql, tuple(values)))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        async with database.reading() as session:
            await read(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


async def ask(url: str, reads: Iterator[Sequence[Statement]], *, connections: int, seconds: float) -> Load:
    """Keep connections to the database at `url` busy. The processor time is that of this process."""
    latencies: list[float] = []
    process = psutil.Process()
    async with AsyncExitStack() as stack:
        opened = [await asyncpg.connect(url) for _ in range(connections)]
        for connection in opened:
            stack.push_async_callback(connection.close)
        before, began = process.cpu_times(), time.perf_counter()

        async def keep_busy(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
            now = time.perf_counter()
            while now < began + seconds:
                for statement in next(reads):
                    await connection.fetch(statement.sql, *statement.values)
                asked, now = now, time.perf_counter()
                latencies.append(now - asked)

        await asyncio.gather(*(keep_busy(connection) for connection in opened))
        ended, after = time.perf_counter(), process.cpu_times()
    return Load(ended - began, latencies, after.user + after.system - before.user - before.system)

"""The worker's first part of an import: the file is read, and its rows wait to be applied.

All of it is one transaction and one timer: what is interrupted is done again as if it had never begun. It is
parsed in a thread, and in small pieces, so that nothing else waits for it.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from time import monotonic
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row as SqlRow
from sqlalchemy import text

from chassis.database import Transaction
from chassis.problems import InvalidError
from chassis.resources.bulk import jobs, limits
from chassis.resources.bulk.faults import faults_as_json
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.jobs import Staged
from chassis.resources.bulk.reading import CHUNK, rows_of
from chassis.resources.bulk.rows import BrokenRow, Row, RowReader
from chassis.timers import Due

CHUNK_ROWS = 5000
"""Rows that are stored at once."""
_PAUSE = 3.0
"""Seconds after which a transaction that waits for the parser sends something, to be no idle one."""
_ALIVE = text("SELECT 1")


async def read_file(tx: Transaction, _: Due, job: SqlRow[Any], importer: Importer) -> None:
    """Read the file of `job`, and let its first batch be applied; or the job has failed, with the reason."""
    savepoint = await tx.savepoint()
    try:
        await _Staging(tx, job).stage(importer)
    except InvalidError as error:
        await savepoint.rollback()
        await jobs.finish(tx, job.id, "failed", _reason(error))
    else:
        await savepoint.release()
        await jobs.tick(tx, job.id, 1)


def _reason(error: InvalidError) -> str:
    return "; ".join(fault.detail for fault in error.errors) or error.detail


class _Staging:
    """The rows of one file."""

    def __init__(self, tx: Transaction, job: SqlRow[Any]) -> None:
        self._tx, self._job = tx, job
        self._received = self._rejected = 0
        self._until = monotonic() + limits.LONGEST_READING

    async def stage(self, importer: Importer) -> None:
        """Store the rows. Raises `InvalidError` for a file that cannot be read, or is too much."""
        job = self._job
        reader = rows_of(
            job.format,
            importer.row,
            charset=job.charset,
            needed=importer.needed,
            key=importer.key,
            without=importer.without,
        )
        with closing(reader):
            number = 0
            while (piece := await jobs.piece(self._tx, job.id, number)) is not None:
                await self._take(_rows(reader, piece))
                number += 1
            await self._take(reader.finish())
            columns = None if reader.columns is None else json.dumps(list(reader.columns))
        await jobs.was_read(self._tx, job.id, self._received, self._rejected, columns)

    async def _take(self, rows: Iterator[Row]) -> None:
        while staged := await self._parsed(rows):
            self._received += len(staged)
            self._rejected += sum(errors is not None for *_, errors in staged)
            await jobs.stage(self._tx, staged)
            self._check_limits()

    async def _parsed(self, rows: Iterator[Row]) -> list[Staged]:
        """The next rows, made in a thread; meanwhile the transaction shows that it is not idle."""
        job = self._job.id
        parsing = asyncio.ensure_future(
            asyncio.to_thread(lambda: [_staged(job, row) for row in islice(rows, CHUNK_ROWS)])
        )
        try:
            while not (await asyncio.wait([parsing], timeout=_PAUSE))[0]:
                await self._tx.execute(_ALIVE)
                self._check_limits()
        except BaseException:
            await asyncio.wait([parsing])
            raise
        return parsing.result()

    def _check_limits(self) -> None:
        most = limits.MOST_ROWS if self._job.mode == "row_by_row" else limits.MOST_TOGETHER
        if self._received > most:
            what = "a file" if self._job.mode == "row_by_row" else f"a file for {self._job.mode}"
            raise InvalidError.at("", f"{what} may have at most {most} rows: send it in parts")
        if self._rejected > limits.MOST_REJECTED:
            raise InvalidError.at("", f"more than {limits.MOST_REJECTED} rows cannot be read: mend the file")
        if monotonic() > self._until:
            seconds = f"{limits.LONGEST_READING:g} seconds"
            raise InvalidError.at("", f"the file could not be read within {seconds}: send it in parts")


def _rows(reader: RowReader, piece: bytes) -> Iterator[Row]:
    for begin in range(0, len(piece), CHUNK):
        yield from reader.feed(piece[begin : begin + CHUNK])


def _staged(job: UUID, row: Row) -> Staged:
    if isinstance(row, BrokenRow):
        given = None if row.given is None else to_json(row.given).decode()
        return (job, row.line, given, faults_as_json([row.fault]))
    data: dict[str, Any] = {"patch": row.patch}
    if row.faults:
        data["faults"] = [(fault.pointer, fault.detail) for fault in row.faults]
    return (job, row.line, to_json(data, inf_nan_mode="null").decode(), None)

"""Receiving a file: it is parsed as it arrives and staged in chunks, each in a short transaction of its own.

A client that sends slowly holds neither a connection to the database nor more than a chunk in memory.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.requests import ClientDisconnect

from chassis.base.identifiers import new_id
from chassis.database import Database, Transaction
from chassis.http import idempotency
from chassis.identity import Principal
from chassis.ledger import Origin
from chassis.problems import InvalidError, Problem, SlowBodyError
from chassis.resources.bulk import jobs
from chassis.resources.bulk.formats import format_of
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.jobs import Mode, Staged
from chassis.resources.bulk.reading import rows_of
from chassis.resources.bulk.rows import ImportedRow, RejectedRow
from chassis.resources.bulk.validation import faults_as_json, storable

LONGEST_PAUSE = 60.0
"""Seconds in which a client has to send something."""
CHUNK_ROWS = 5000
CHUNK_CHARACTERS = 4 << 20
"""A chunk is staged when it has so many rows or characters."""
MOST_TOGETHER = 50_000
"""Rows that one transaction applies: it holds the ledger's lock while it appends their events."""


class BrokenBodyError(Problem):
    """The client has hung up before the end of its file: 400, which nobody will read."""


@dataclass
class _Chunk:
    """Rows that wait to be staged."""

    job: UUID
    rows: list[Staged] = field(default_factory=list)
    characters: int = 0

    def add(self, rows: Iterable[ImportedRow[Any] | RejectedRow]) -> None:
        """Take `rows` in."""
        for row in rows:
            if isinstance(row, ImportedRow):
                data = storable(row)
                self.rows.append((self.job, row.line, data, None))
                self.characters += len(data)
            else:
                errors = faults_as_json(row.faults)
                self.rows.append((self.job, row.line, row.given, errors))
                self.characters += len(errors) + len(row.given or "")

    @property
    def is_full(self) -> bool:
        """Whether it is time to stage."""
        return len(self.rows) >= CHUNK_ROWS or self.characters >= CHUNK_CHARACTERS

    def take(self) -> list[Staged]:
        """The rows, which wait no longer."""
        rows, self.rows, self.characters = self.rows, [], 0
        return rows


class Receiving:
    """One file that is being received."""

    def __init__(self, request: Request, principal: Principal, importer: Importer[Any], mode: Mode) -> None:
        self._request, self._importer, self._mode = request, importer, mode
        self.noun = importer.noun
        self._database: Database = request.app.state.database
        self.origin = Origin(principal.client, request.state.request_id)
        self.job = new_id()
        self._chunk = _Chunk(self.job)
        self._is_begun = False
        self.digest = hashlib.sha256(idempotency.target(request))

    async def receive(self) -> None:
        """Stage all of the file but the last chunk. Raises a problem for a file that cannot be imported."""
        headers = self._request.headers
        form = format_of(headers.get("content-type", ""), headers.get("content-encoding", ""))
        with closing(rows_of(form, self._importer.row)) as rows:
            async for data in self._body():
                self.digest.update(data)
                self._chunk.add(rows.feed(data))
                await self._stage_when_full()
            rest = rows.finish()
            while await asyncio.to_thread(self._add_some, rest):  # a thread, as a workbook takes its time
                await self._stage_when_full()

    def _add_some(self, rows: Iterator[Any]) -> bool:
        some = list(islice(rows, CHUNK_ROWS))
        self._chunk.add(some)
        return bool(some)

    async def _body(self) -> AsyncIterator[bytes]:
        stream = aiter(self._request.stream())
        while True:
            try:
                async with asyncio.timeout(LONGEST_PAUSE):
                    data = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise SlowBodyError(f"Nothing came for {LONGEST_PAUSE:g} seconds.") from error
            except ClientDisconnect as error:
                raise BrokenBodyError("The file did not come to its end.") from error
            yield data

    async def _stage_when_full(self) -> None:
        if self._chunk.is_full:
            async with self._database.transaction(self.origin) as tx:
                await self._stage(tx)
            self._is_begun = True

    async def _stage(self, tx: Transaction) -> None:
        if not self._is_begun:
            await jobs.begin(tx, self.job, self._importer.noun, self._mode)
        received = await jobs.stage(tx, self.job, self._chunk.take())
        if received is None:
            raise SlowBodyError("The file took so long that what had come was dropped.")
        if self._mode == "all_or_nothing" and received > MOST_TOGETHER:
            raise InvalidError.at("?mode", f"all or nothing is for at most {MOST_TOGETHER} rows")

    async def queue(self, tx: Transaction) -> None:
        """Stage the last chunk, and let the job be applied."""
        await self._stage(tx)
        await jobs.queue(tx, self.job)

    async def forget(self) -> None:
        """Drop what was staged."""
        if self._is_begun:
            await jobs.forget(self._database, self.job)

"""Receiving a file: it is kept in pieces as it arrives, each in a short transaction of its own.

A client that sends slowly holds neither a connection to the database nor more than a piece in memory. The
file is read by a worker, to its end, whatever becomes of the client and of this process.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.requests import ClientDisconnect

from chassis.base.identifiers import new_id
from chassis.database import Database, Transaction
from chassis.http import idempotency
from chassis.identity import Principal
from chassis.ledger import Origin
from chassis.problems import Problem, SlowBodyError
from chassis.resources.bulk import jobs
from chassis.resources.bulk.formats import format_of
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.jobs import Mode

LONGEST_PAUSE = 60.0
"""Seconds in which a client has to send something."""
PIECE = 1 << 20
"""Bytes."""


class BrokenBodyError(Problem):
    """The client has hung up before the end of its file: 400, which nobody will read."""


class Receiving:
    """One file that is being received."""

    def __init__(self, request: Request, principal: Principal, importer: Importer, mode: Mode) -> None:
        """Raises `UnsupportedTypeError` for a file of a kind that cannot be read."""
        self._request, self._mode = request, mode
        headers = request.headers
        self._format, self._charset = format_of(
            headers.get("content-type", ""), headers.get("content-encoding", "")
        )
        self.noun = importer.noun
        self._database: Database = request.app.state.database
        self.origin = Origin(principal.client, request.state.request_id)
        self.job = new_id()
        self._piece = bytearray()
        self._count = self._size = 0
        self.digest = hashlib.sha256(idempotency.target(request))

    async def receive(self) -> None:
        """Keep all of the file but the last piece. Raises a problem when it does not come to its end."""
        async for data in self._body():
            self.digest.update(data)
            self._piece += data
            self._size += len(data)
            if len(self._piece) >= PIECE:
                async with self._database.transaction(self.origin) as tx:
                    await self._keep(tx)

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

    async def _keep(self, tx: Transaction) -> None:
        if not self._count:
            await jobs.begin(tx, self.job, self.noun, self._mode, self._format, self._charset)
        piece, self._piece = bytes(self._piece), bytearray()
        if not await jobs.keep_piece(tx, self.job, self._count, piece):
            raise SlowBodyError("The file took so long that what had come was dropped.")
        self._count += 1

    async def queue(self, tx: Transaction) -> None:
        """Keep the last piece, and let the file be read."""
        await self._keep(tx)
        await jobs.queue(tx, self.job, self._size)

    async def forget(self) -> None:
        """Drop what was kept."""
        if self._count:
            await jobs.forget(self._database, self.job)

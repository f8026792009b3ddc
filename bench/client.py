"""A small HTTP/1.1 client. It shares two cores with the servers that it measures, so it does almost nothing.

Connections stay open, requests are prepared bytes, and an answer has a Content-Length.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self, cast
from uuid import uuid4

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class UnexpectedAnswer(Exception):
    """A server did not do what was asked of it, so there is nothing to measure."""


@asynccontextmanager
async def within(seconds: float, what: str) -> AsyncIterator[None]:
    """Raise `UnexpectedAnswer` when `what` takes longer than `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise UnexpectedAnswer(f"{what} did not come within {seconds:g} s") from None


@dataclass(frozen=True, slots=True)
class Request:
    """A request that can be sent many times."""

    head: bytes
    body: bytes = b""

    @classmethod
    def of(
        cls,
        method: str,
        path: str,
        *,
        authorization: str | None = None,
        body: bytes = b"",
        kind: str = "application/json",
        seen: str | None = None,
    ) -> Self:
        """A request with a body of the media type `kind`; `seen`: the tag of what was (`If-Match`)."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
        if authorization is not None:
            lines.append(f"Authorization: {authorization}")
        if method == "POST":
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        if seen is not None:
            lines.append(f"If-Match: {seen}")
        return cls("".join(f"{line}\r\n" for line in lines).encode(), body)

    def again(self) -> bytes:
        """The bytes to send."""
        return self.head + b"\r\n" + self.body

    def anew(self) -> bytes:
        """The bytes to send for a new effect: with an idempotency key that nobody used before."""
        return b"%sIdempotency-Key: %s\r\n\r\n%s" % (self.head, uuid4().hex.encode(), self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes

    def expected(self, status: int) -> Self:
        """The answer itself. Raises `UnexpectedAnswer` unless it has `status`."""
        if self.status != status:
            raise UnexpectedAnswer(f"{self.status} instead of {status}: {self.body[:500].decode()}")
        return self


class Connection(asyncio.Protocol):
    """One connection to a server on loopback; one request at a time."""

    def __init__(self) -> None:
        self._received = b""
        self._body_at = self._end = 0
        self._answer: asyncio.Future[Answer] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, port: int, address: str | None = None) -> Self:
        """Connect; from another `address` on loopback, if one is given."""
        local = None if address is None else (address, 0)
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(cls, "127.0.0.1", port, local_addr=local)
        return connection

    def exchange(self, request: bytes) -> asyncio.Future[Answer]:
        """Send `request`; the answer comes in the future. Raises `UnexpectedAnswer` when it is closed."""
        assert self._transport is not None, "opened by `open`"
        if self._transport.is_closing():
            raise UnexpectedAnswer("the connection was closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def close(self) -> None:
        """Disconnect."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self._received += data
        if not self._end:
            self._read_head()
        if self._end and len(self._received) >= self._end:
            answer = Answer(int(self._received[9:12]), self._received[self._body_at : self._end])
            self._received, self._end = b"", 0
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(answer)

    def _read_head(self) -> None:
        head_end = self._received.find(b"\r\n\r\n")
        if head_end < 0:
            return
        length = _LENGTH.search(self._received, 0, head_end)
        if length is None:
            self._fail("an answer without a Content-Length")
            return
        self._body_at = head_end + 4
        self._end = self._body_at + int(length[1])

    def connection_lost(self, _: Exception | None) -> None:
        """Called by the event loop."""
        self._fail("the connection was closed")

    def _fail(self, reason: str) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(UnexpectedAnswer(reason))


async def created(port: int, authorization: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a server answers to a creation. Raises `UnexpectedAnswer`."""
    request = Request.of("POST", path, authorization=authorization, body=json.dumps(body).encode())
    # Not kept: while much is loaded, the server would close it.
    connection = await Connection.open(port)
    try:
        made: dict[str, Any] = json.loads((await connection.exchange(request.anew())).expected(201).body)
    finally:
        connection.close()
    return made

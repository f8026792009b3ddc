"""The body of a request as it comes in: counted, at a pace, and held in a room that has an end."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from chassis.http.pace import Pace
from chassis.problems import SlowBodyError, UnavailableError

ROOM = 64 << 20
"""Bytes of the bodies that a process holds together."""
LINGER = 1.0
"""Seconds in which the rest of an unread body is thrown away, so that its client gets to read the answer."""


class BodyTooLargeError(HTTPException):
    """The body is larger than the limit. FastAPI lets an `HTTPException` pass while it reads a body."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The body may have at most {limit} bytes.")


class CrowdedError(UnavailableError):
    """The bodies of other requests leave no room for this one: 503. It had no effect."""


class GoneError(Exception):
    """The client hung up before the end of its body; nobody is there to be answered."""


class Room:
    """The bytes that the bodies of this process may hold together."""

    def __init__(self, most: int = ROOM) -> None:
        self._free = most

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return self._free

    @contextmanager
    def share(self) -> Iterator["Share"]:
        """A part of the room, given back at the end."""
        part = Share(self)
        try:
            yield part
        finally:
            self._free += part.held

    def take(self, size: int) -> None:
        """Take `size` bytes. Raises `CrowdedError`."""
        if size > self._free:
            raise CrowdedError("Too many requests are being read at this moment; repeat the request.")
        self._free -= size


class Share:
    """What one body holds of a room: it grows with what has come, and not with what was announced.

    Who announces much and sends nothing takes no room from others.
    """

    def __init__(self, room: Room) -> None:
        self._room, self.held = room, 0

    def grow(self, size: int) -> None:
        """Hold `size` bytes more. Raises `CrowdedError`."""
        self._room.take(size)
        self.held += size


class IncomingBody:
    """One body. `receive` passes it on as it comes; `whole` reads it to its end."""

    def __init__(self, receive: Receive, headers: Headers, limit: int, pace: Pace) -> None:
        self._receive, self._limit, self._patience = receive, limit, pace.begin()
        self._seen = 0
        self.ended = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
        """Whether all of it has come."""

    async def receive(self) -> Message:
        """The next message. Raises `SlowBodyError`, `BodyTooLargeError`."""
        if self.ended:
            return await self._receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._patience.seconds):
                message = await self._receive()
        except TimeoutError as error:
            raise SlowBodyError("The body came too slowly.") from error
        size = len(message.get("body", b""))
        self._patience = self._patience.after(time.monotonic() - began, size)
        self._seen += size
        if self._seen > self._limit:
            raise BodyTooLargeError(self._limit)
        self.ended = not message.get("more_body", False)
        return message

    async def whole(self, share: Share) -> bytes:
        """All of it. Raises `SlowBodyError`, `BodyTooLargeError`, `CrowdedError` or `GoneError`."""
        parts = []
        while not self.ended:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            part = message.get("body", b"")
            share.grow(len(part))
            parts.append(part)
        return b"".join(parts)

    async def discard(self) -> None:
        """Throw away what still comes, for a moment."""
        try:
            async with asyncio.timeout(LINGER):
                while not self.ended:
                    message = await self._receive()
                    self.ended = not message.get("more_body", False)
        except TimeoutError:
            return


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the `body` that was read, and then what the connection gives."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay

"""The body of a request while it comes in, and the news that its client has hung up."""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Receive

_MARKS_OF_A_BODY = {b"content-length", b"transfer-encoding"}


class HungUp(Exception):
    """The client is gone before it has sent its whole request."""


class IncomingBody:
    """The body of one request. `chunks` reads it, once; `hung_up` watches its client afterwards."""

    def __init__(self, receive: Receive, fields: list[tuple[bytes, bytes]]) -> None:
        self.is_empty = not any(name in _MARKS_OF_A_BODY and value != b"0" for name, value in fields)
        self.failure: Exception | None = None
        """Why the body could not be read to its end; the sender hides that in an error of its own."""
        self._receive = receive
        self._reading_is_over = asyncio.Event()
        if self.is_empty:
            self._reading_is_over.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, piece by piece. Raises `HungUp`, or what this process's limits raise."""
        more = True
        try:
            while more:
                message = await self._receive()
                if message["type"] == "http.disconnect":
                    raise HungUp
                if message.get("body"):
                    yield message["body"]
                more = message.get("more_body", False)
        except Exception as error:
            self.failure = error
            raise
        finally:
            self._reading_is_over.set()

    async def hung_up(self) -> None:
        """Return when the client is gone, as far as that shows after the body has been read."""
        await self._reading_is_over.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass

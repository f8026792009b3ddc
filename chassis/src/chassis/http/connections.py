"""The server's side of one connection: what a client may leave open, and for how long.

uvicorn reads heads of any size for any time, and waits without end for a client that reads nothing. Here a
head has a size and a time, an answer is read or the connection ends, and whatever ends is announced where an
answer is still possible. It leaves bodies to `chassis.http.limits`.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from chassis.http.addresses import OpenByAddress, Proxies, counted_as
from chassis.http.complaints import ComplaintLogger, Complaints
from chassis.http.problem_documents import TYPES
from chassis.http.refusals import refusal, refusing
from chassis.problems.errors import HeadTooLargeError


@dataclass(frozen=True)
class ConnectionLimits:
    """What one connection may do, and how many there may be from one address."""

    head_bytes: int = 32 << 10
    """Of the request line and the header fields; also of what stands between the parts of a body."""
    head_seconds: float = 10.0
    """From the first byte of a head to its last; also until the first byte of a new connection."""
    unread_seconds: float = 30.0
    """In which a client has to take what waits to be sent."""
    pipelined: int = 16
    """Requests that a client may send ahead of the answers."""
    linger_seconds: float = 1.0
    """In which what a refused client still sends is thrown away, so that it gets to read why."""
    open: OpenByAddress = field(default_factory=lambda: OpenByAddress(None))
    proxies: Proxies = field(default_factory=Proxies)
    """They carry the connections of many; theirs are not counted."""
    complaints: Complaints = field(default_factory=Complaints)
    problem_types: str = TYPES
    """The URL below which the pages of the types of problems are."""


class GuardedConnection(HttpToolsProtocol):
    """uvicorn's connection within limits."""

    limits = ConnectionLimits()

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._pending = 0
        """Bytes of which the parser has made nothing yet."""
        self._head = 0
        """Bytes of the head that is being read, as far as it is understood."""
        self._in_message = self._is_over = False
        self._running: RequestResponseCycle | None = None
        """The request that is being answered; those that were sent ahead wait in the pipeline."""
        self._counted: str | None = None
        self._head_timer: asyncio.TimerHandle | None = None
        self._unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's
        """Count the connection and wait for its first byte."""
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        address = counted_as(peer)
        self.logger = ComplaintLogger(  # type: ignore[assignment] # of which uvicorn uses what a logger has
            self.logger, self.limits.complaints, address
        )
        if not self.limits.proxies.includes(peer):
            if not self.limits.open.enter(address):
                self._refuse(429, "Too many connections of this address are open.")
                return
            self._counted = address
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._is_over = True
        self._stop_waiting()
        self._now_read()
        self._unset_keepalive_if_required()
        if self._counted is not None:
            self.limits.open.leave(self._counted)
            self._counted = None
        self._hang_up()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, unless it gets too much of which it can make nothing."""
        if self._is_over:
            return
        if not self._in_message and not self._pending:
            self._await_head()
        self._pending += len(data)
        super().data_received(data)
        if self._pending > self.limits.head_bytes:
            self._refuse(HeadTooLargeError.status, f"A head may have at most {self.limits.head_bytes} bytes.")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_message, self._pending, self._head = True, 0, 0
        if self._head_timer is None and not self._is_over:
            self._await_head()

    def on_url(self, url: bytes) -> None:
        """A part of the request line."""
        super().on_url(url)
        self._head += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field."""
        super().on_header(name, value)
        self._head += len(name) + len(value) + 4

    def on_headers_complete(self) -> None:
        """The head is there: let the application answer, or a refusal."""
        self._stop_waiting()
        self._pending = 0
        if len(self.pipeline) >= self.limits.pipelined:
            self._refuse(429, "Too many requests were sent ahead.")
            return
        fault = self._fault()
        if fault is not None:
            self.app = refusing(self.limits.problem_types, *fault)
        super().on_headers_complete()

    def _fault(self) -> tuple[int, str] | None:
        if self._head > self.limits.head_bytes:
            return HeadTooLargeError.status, f"A head may have at most {self.limits.head_bytes} bytes."
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() != "1.0"):
            return 400, "A request must have one Host field."
        return None

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._pending = 0
        super().on_body(body)

    def on_chunk_header(self) -> None:
        """A part of a body is announced."""
        self._pending = 0

    def on_message_complete(self) -> None:
        """A request has been read to its end."""
        self._in_message, self._pending = False, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer was written to its end: the next request, or what is left is sent and that was it."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reading()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing came after an answer for a while."""
        super().timeout_keep_alive_handler()
        self._await_reading()

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        super().pause_writing()
        self._await_reading()

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._now_read()

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._refuse(400, msg)

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head_timer = self.loop.call_later(self.limits.head_seconds, self._head_is_late)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self._is_answering():
            self._await_head()
        elif self._in_message or self._pending:
            self._refuse(408, f"A head may take at most {self.limits.head_seconds:g} seconds.")
        else:
            self._is_over = True
            self.transport.close()

    def _await_reading(self) -> None:
        if self._unread_timer is None:
            self._unread_timer = self.loop.call_later(self.limits.unread_seconds, self.transport.abort)

    def _now_read(self) -> None:
        if self._unread_timer is not None:
            self._unread_timer.cancel()
            self._unread_timer = None

    def _is_answering(self) -> bool:
        return self._running is not None and not self._running.response_complete

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _hang_up(self) -> None:
        """Let the application know that nobody waits any more: what it still sends goes nowhere."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _refuse(self, status: int, detail: str) -> None:
        """End the connection, with an answer unless another one has begun."""
        if self._is_over or self.transport.is_closing():
            return
        self._is_over = True
        self._stop_waiting()
        self._unset_keepalive_if_required()
        begun = self._running is not None and self._is_answering() and self._running.response_started
        self._hang_up()
        if begun or self.pipeline:
            self.transport.abort()
            return
        self.transport.write(refusal(self.limits.problem_types, status, detail))
        self.transport.write_eof()
        self.loop.call_later(self.limits.linger_seconds, self.transport.abort)


def guarded(limits: ConnectionLimits) -> type[GuardedConnection]:
    """The class of connections within `limits`, for `uvicorn.Config(http=...)`."""
    return type("GuardedConnection", (GuardedConnection,), {"limits": limits})

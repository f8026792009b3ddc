"""The kinds of hostile clients: each opens a connection, misuses it until it ends, and begins again."""

import asyncio
import itertools
import random
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

ADDRESS = "127.0.0.2"
"""Where they come from: another address than everybody else's."""
PAUSE = (1.0, 3.0)
"""Seconds between two connections of a client."""
STEP = 0.5
"""Seconds between two bytes of those that are slow."""
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Target:
    """What they attack."""

    url: str
    written: str
    """A path to which bodies are sent."""
    read: str
    """A path at which there is much to read."""

    def head(self, method: str, path: str, *fields: str) -> bytes:
        """The head of a request, but for the empty line at its end."""
        lines = (f"{method} {path} HTTP/1.1", f"Host: {urlsplit(self.url).netloc}", *fields)
        return "".join(f"{line}\r\n" for line in lines).encode()


async def _idle(_: Target, streams: Streams) -> None:
    await streams[0].read()


async def _slow_head(target: Target, streams: Streams) -> None:
    for byte in itertools.chain(target.head("GET", target.read), itertools.repeat(ord("x"))):
        await _write(streams[1], bytes([byte]))
        await asyncio.sleep(STEP)


async def _endless_head(target: Target, streams: Streams) -> None:
    await _write(streams[1], target.head("GET", target.read) + b"X-Endless: ")
    while True:
        await _write(streams[1], b"x" * 4096)
        await asyncio.sleep(STEP / 50)


async def _slow_body(target: Target, streams: Streams) -> None:
    fields = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 500000")
    await _write(streams[1], target.head("POST", target.written, *fields) + b"\r\n")
    while True:
        await _write(streams[1], b"x")
        await asyncio.sleep(STEP)


async def _unread_answer(target: Target, streams: Streams) -> None:
    await _write(streams[1], target.head("GET", target.read) + b"\r\n")
    await asyncio.sleep(60)


KINDS: dict[str, Callable[[Target, Streams], Awaitable[None]]] = {
    "idle": _idle,
    "slow head": _slow_head,
    "endless head": _endless_head,
    "slow body": _slow_body,
    "unread answer": _unread_answer,
}


async def crowd(target: Target, size: int, chance: random.Random | None = None) -> None:
    """`size` clients, as many of each kind; until cancelled."""
    chance = chance or random.Random(size)
    kinds = itertools.islice(itertools.cycle(KINDS.values()), size)
    await asyncio.gather(*(_behave(target, kind, chance) for kind in kinds))


async def _behave(
    target: Target, kind: Callable[[Target, Streams], Awaitable[None]], chance: random.Random
) -> None:
    while True:
        with suppress(OSError):  # refused, or ended: which is what a server should do
            streams = await _connect(target)
            try:
                await kind(target, streams)
            finally:
                streams[1].transport.abort()
        await asyncio.sleep(chance.uniform(*PAUSE))


async def _connect(target: Target) -> Streams:
    place = urlsplit(target.url)
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # little fits in unread
    made.setblocking(False)
    try:
        made.bind((ADDRESS, 0))
        await asyncio.get_running_loop().sock_connect(made, (str(place.hostname), place.port))
        return await asyncio.open_connection(sock=made, limit=1024)
    except BaseException:
        made.close()
        raise


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    if writer.transport.is_closing():
        raise ConnectionResetError
    writer.write(data)
    await writer.drain()

"""HTTP without a client library that would tidy up what is sent."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass
class RawAnswer:
    """A response, as far as a test needs it."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.fields)


async def raw_request(url: str, request: bytes) -> RawAnswer:
    """The answer to exactly these bytes."""
    reader, writer = await connect(url)
    try:
        writer.write(request)
        return await read_answer(reader)
    finally:
        writer.close()


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the server at `url`."""
    place = urlsplit(url)
    assert place.hostname
    return await asyncio.open_connection(place.hostname, place.port)


async def read_answer(reader: asyncio.StreamReader) -> RawAnswer:
    """One response."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status_line, *lines = head.strip().split("\r\n")
    fields = []
    for line in lines:
        name, _, value = line.partition(":")
        fields.append((name.lower(), value.strip()))
    known = dict(fields)
    if known.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(known.get("content-length", "0")))
    return RawAnswer(int(status_line.split()[1]), fields, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body

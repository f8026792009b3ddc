"""The load generator's client, where a server does not do as it should."""

import asyncio

import pytest

from bench.client import Connection, UnexpectedAnswer, within


async def test_what_does_not_come_in_time_is_named() -> None:
    with pytest.raises(UnexpectedAnswer, match=r"^the agenda did not come within 0 s$"):
        async with within(0, "the agenda"):
            await asyncio.Event().wait()


async def test_nothing_is_asked_on_a_connection_that_the_server_closed() -> None:
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        connection = await Connection.open(server.sockets[0].getsockname()[1])
        for _ in range(2):  # the first may be on its way when the connection ends
            with pytest.raises(UnexpectedAnswer, match="the connection was closed"):
                await connection.exchange(b"GET / HTTP/1.1\r\n\r\n")

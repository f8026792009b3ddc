"""A service with an operation that fails: its connections end with notice, and no other request breaks.

It is a process of its own: in the gateway's, its connections would have ended before the gateway looks.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from tests.integration.gateway.conftest import RunGateway
from tests.integration.gateway.raw import connect, read_answer
from tests.support.chassis import processes

TOGETHER = 16
VALID = 1000


@pytest_asyncio.fixture
async def failing_service() -> AsyncIterator[str]:
    """Where it answers."""
    nowhere = "postgresql://nobody@127.0.0.1:1/x"
    program = ["tests.support.chassis.failing_service"]
    async with processes.serving(program=program, database_url=nowhere, bus_url=nowhere) as service:
        yield service.url


@pytest.mark.parametrize(("code", "status"), [("GOOD", 201), ("BAD", 500)])
async def test_a_connection_that_ends_says_so_and_another_one_stays(
    failing_service: str, code: str, status: int
) -> None:
    body = b'{"code": "%s"}' % code.encode()
    fields = b"Host: x\r\nContent-Type: application/json\r\nContent-Length: %d" % len(body)
    request = b"POST /v1/actors HTTP/1.1\r\n" + fields + b"\r\n\r\n" + body
    reader, writer = await connect(failing_service)
    writer.write(request)
    answer = await read_answer(reader)
    writer.write(request)
    again = b""
    with suppress(ConnectionError):  # it has ended, as far as it was announced
        again = await reader.read(12)
    writer.close()
    assert answer.status == status
    assert (answer.headers.get("connection") == "close") == (again == b"") == (code == "BAD")


async def test_no_valid_request_is_a_502_because_others_fail(
    failing_service: str, run_gateway: RunGateway
) -> None:
    answers = Counter[tuple[str, int]]()
    gateway = await run_gateway(registry_url=failing_service)

    async def ask(codes: list[str]) -> None:
        for code in codes:
            response = await gateway.http.post("/v1/actors", json={"code": code})
            answers[code, response.status_code] += 1

    some = ["GOOD", "GOOD", "BAD"] * (VALID // 2 // TOGETHER + 1)
    await asyncio.gather(*(ask(some) for _ in range(TOGETHER)))
    assert {status for code, status in answers if code == "GOOD"} == {201}, answers
    assert {status for code, status in answers if code == "BAD"} == {500}
    assert answers["GOOD", 201] >= VALID

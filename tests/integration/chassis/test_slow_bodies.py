"""Slow bodies: a request whose body is on its way holds nothing, whichever operation it is for."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.http import pace, problem_documents
from chassis.http.bodies import Room
from chassis.http.limits import Limits
from chassis.http.pace import Pace
from chassis.problems import SlowBodyError
from chassis.process.app import build_app
from chassis.process.service import Service
from chassis.testing import eventually
from commitments.app import service as commitments
from gateway.app import service as gateway
from registry.app import service as registry
from review.app import service as review

SERVICES = (gateway, registry, commitments, review)
IMPATIENT = Pace(grace=0.05, rate=1024, longest=0.1)
SERVED = FastAPI()
"""The application that a limit answers for, where it stands alone."""
problem_documents.install(SERVED, "http://service.test")
NOWHERE = {
    "database_url": "postgresql://nobody@127.0.0.1:1/x",
    "bus_url": "postgresql://nobody@127.0.0.1:1/x",
}


class Client:
    """Sends a request to an application, its body piece by piece."""

    def __init__(self, app: Any, path: str, method: str = "POST", length: int | None = 100) -> None:
        field = (b"transfer-encoding", b"chunked") if length is None else (b"content-length", b"%d" % length)
        self._scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [field, (b"content-type", b"application/json")],
            "scheme": "http",
            "server": ("service.test", 80),
            "client": ("192.0.2.1", 5000),
            "app": SERVED,
            "http_version": "1.1",
        }
        self._app, self._coming = app, asyncio.Queue[dict[str, Any]]()
        self.sent: list[dict[str, Any]] = []

    def write(self, piece: bytes, *, more: bool = True) -> None:
        """Send a piece of the body."""
        self._coming.put_nowait({"type": "http.request", "body": piece, "more_body": more})

    async def ask(self) -> Any:
        """The application's answer, read as JSON."""

        async def send(message: Any) -> None:
            self.sent.append(message)

        await self._app(self._scope, self._coming.get, send)
        body = b"".join(message.get("body", b"") for message in self.sent[1:])
        return json.loads(body)

    @property
    def fields(self) -> dict[bytes, bytes]:
        """The header fields of the answer."""
        return dict(self.sent[0]["headers"])


def writes(service: Service) -> list[tuple[str, str]]:
    """Method and path of every operation of `service` that may have a body, but for files."""
    app = build_app(service, service.settings.model_validate(NOWHERE))
    files = {f"/v1/{importer.noun}:import" for importer in service.importers}
    described = [
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method in operations
        if method in {"post", "put", "patch", "delete"} and path not in files
    ]
    forwarded = [("POST", "/v1/actors"), ("PATCH", "/v1/commitments/x"), ("DELETE", "/v1/measures/x")]
    return described + (forwarded if service is gateway else [])


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_no_operation_begins_before_its_body_is_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "BODY", IMPATIENT)
    monkeypatch.setattr("chassis.http.bodies.LINGER", 0.05)
    app = build_app(service, service.settings.model_validate(NOWHERE))  # with no database to take

    async def is_waited_for(method: str, path: str) -> bool:
        client = Client(app, path, method)
        client.write(b"{")
        document = await client.ask()
        return document["status"] == 408 and client.fields[b"connection"] == b"close"

    operations = writes(service)
    waited = await asyncio.gather(*(is_waited_for(*operation) for operation in operations))
    assert operations
    assert [operation for operation, did in zip(operations, waited, strict=True) if not did] == []


async def test_a_steady_trickle_under_the_rate_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BODY", Pace(grace=0.2, rate=1000))
    client = Client(Limits(_echo, 1000, 1000), "/x", length=1000)

    async def trickle() -> None:
        while True:
            client.write(b".")
            await asyncio.sleep(0.01)

    trickling = asyncio.create_task(trickle())
    assert (await asyncio.wait_for(client.ask(), 5))["status"] == 408
    trickling.cancel()


async def test_a_body_at_the_rate_is_given_up_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BODY", Pace(grace=10, rate=1, longest=0.2))
    client = Client(Limits(_echo, 1000, 1000), "/x", length=1000)
    client.write(b"." * 900)
    assert (await asyncio.wait_for(client.ask(), 5))["status"] == 408


async def test_a_file_under_the_rate_is_given_up_by_whoever_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FILE", Pace(grace=0.1, rate=1000))
    client = Client(Limits(_echo, 10, 1000, {"/x"}), "/x", length=1000)
    client.write(b"a,b\r\n")
    with pytest.raises(SlowBodyError, match="too slowly"):
        await asyncio.wait_for(client.ask(), 5)


async def test_bodies_that_have_come_take_room_and_announced_ones_none() -> None:
    app = Limits(_echo, 1000, 1000)
    app._room = Room(1000)
    async with _held(app, length=None, part=b"." * 600), _held(app, length=1000, part=b"."):
        crowded = Client(app, "/x", length=500)
        crowded.write(b"." * 500, more=False)
        assert (await crowded.ask())["status"] == 503
        assert int(crowded.fields[b"retry-after"]) > 0
        small = Client(app, "/x", length=300)
        small.write(json.dumps("." * 298).encode(), more=False)
        assert await small.ask() == "." * 298
    assert app._room.free == 1000


@asynccontextmanager
async def _held(app: Limits, length: int | None, part: bytes) -> AsyncIterator[None]:
    client, before = Client(app, "/x", length=length), app._room.free
    client.write(part)
    asking = asyncio.create_task(client.ask())

    async def has_come() -> bool:
        return app._room.free == before - len(part)

    await eventually(has_come)
    yield
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def _echo(_: Any, receive: Any, send: Any) -> None:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body, "more_body": False})

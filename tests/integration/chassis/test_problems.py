"""Problems: whatever goes wrong, the answer is a problem document that tells no secret."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import Field
from sqlalchemy import text

from chassis.app import build_app
from chassis.identity import anyone
from chassis.models import Line, RequestBody
from chassis.postgres_server import PostgresServer
from chassis.runtime import Runtime
from chassis.service import Service
from chassis.session import Read
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata

router = APIRouter(dependencies=[Depends(anyone)])


class Words(RequestBody):
    words: Line
    more: dict[str, Line] = Field(default_factory=dict)


@router.get("/v1/crash")
async def crash() -> None:
    raise RuntimeError("SELECT secret FROM internal_table")


@router.get("/v1/raise/{status}")
async def raise_status(status: int) -> None:
    raise HTTPException(status, "as you wish")


@router.get("/v1/sql")
async def fail_in_sql(session: Read) -> None:
    await session.execute(text("SELECT 1 / 0"))


@router.get("/v1/slow")
async def be_slow(session: Read) -> None:
    await session.execute(text("SET statement_timeout = 20"))
    await session.execute(text("SELECT pg_sleep(10)"))


@router.get("/v1/echo/{words}")
async def echo(words: str, session: Read) -> str:
    return str((await session.execute(text("SELECT CAST(:words AS text)"), {"words": words})).scalar_one())


@router.post("/v1/words")
async def take_words(body: Words, session: Read, response: Response, language: str = "en") -> str:
    answer = await session.execute(text("SELECT CAST(:words AS text)"), {"words": body.words})
    return str(answer.scalar_one())


@asynccontextmanager
async def speaking(notebook: Runtime, **changes: Any) -> AsyncIterator[httpx.AsyncClient]:
    service = Service("notebook", "Words", Settings, metadata, routers=[router])
    settings = notebook.settings.model_copy(update=changes)
    app = build_app(service, settings, notebook)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
        yield client


def check_problem(response: httpx.Response, status: int) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.status_code == status == body["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert body["type"].startswith("/problems/")
    assert body["title"]
    assert body["detail"]
    assert isinstance(body["instance"], str)
    assert isinstance(body["errors"], list)
    assert response.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/", 404),
        ("DELETE", "/v1/words", 405),
        ("GET", "/v1/raise/no-number", 422),
        ("GET", "/v1/raise/415", 415),
        ("GET", "/v1/raise/413", 413),
        ("GET", "/v1/raise/503", 503),
        ("GET", "/v1/crash", 500),
        ("GET", "/v1/sql", 500),
        ("GET", "/v1/slow", 503),
    ],
)
async def test_every_error_is_a_problem_document(
    notebook: Runtime, method: str, path: str, status: int
) -> None:
    async with speaking(notebook) as client:
        body = check_problem(await client.request(method, path), status)
    assert body["instance"] == path


async def test_a_method_that_is_not_allowed_comes_with_those_that_are(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        assert (await client.delete("/v1/words")).headers["allow"] == "POST"


async def test_an_unexpected_error_tells_nothing_of_the_inside(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        for path in ("/v1/crash", "/v1/sql"):
            told = (await client.get(path)).text.lower()
            assert not any(word in told for word in ("select", "secret", "traceback", "division", "runtime"))


async def test_an_unexpected_error_can_be_found_by_the_requests_id(
    notebook: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    async with speaking(notebook) as client:
        response = await client.get("/v1/crash", headers={"X-Request-Id": "find-me"})
    assert response.headers["x-request-id"] == "find-me"
    logged = [line for line in capsys.readouterr().out.splitlines() if "unexpected error" in line]
    assert len(logged) == 1
    assert "request_id='find-me'" in logged[0]


@pytest.mark.parametrize("given", ["abc", "a-b.c_d", "x" * 100])
async def test_a_requests_id_comes_back(notebook: Runtime, given: str) -> None:
    async with speaking(notebook) as client:
        assert (await client.get("/nowhere", headers={"X-Request-Id": given})).headers[
            "x-request-id"
        ] == given


@pytest.mark.parametrize("given", ["", "x" * 101, "a b", "a\tb", 'a"b', "é"])
async def test_an_id_that_could_spoil_a_log_is_replaced(notebook: Runtime, given: str) -> None:
    async with speaking(notebook) as client:
        response = await client.get("/nowhere", headers={b"X-Request-Id": given.encode()})
    assert response.headers["x-request-id"] not in {"", given}


@pytest.mark.parametrize("path", ["/v1/echo/a%00b", "/v1/echo/ab?x=%00", "/v1/nowhere%00"])
async def test_nul_in_a_path_or_a_query_is_invalid(notebook: Runtime, path: str) -> None:
    async with speaking(notebook) as client:
        check_problem(await client.get(path), 422)


BODIES = {
    "NUL": rb'{"words": "a\u0000b"}',
    "half a character": rb'{"words": "a\ud800b"}',
    "NUL in a field's name": rb'{"words": "a", "a\u0000b": 1}',
    "half a character in a field's name": rb'{"words": "a", "\ud800": 1}',
    "half a character in a key": rb'{"words": "a", "more": {"\ud800": 1}}',
    "an unknown field": b'{"words": "a", "other": 1}',
    "no field": b"{}",
    "no object": b"[]",
    "no JSON": b"{",
    "nothing": b"",
    "a bare number": b"1",
    "NaN": b'{"words": NaN}',
}


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_cannot_be_is_invalid(notebook: Runtime, content: bytes) -> None:
    async with speaking(notebook) as client:
        headers = {"Content-Type": "application/json"}
        body = check_problem(await client.post("/v1/words", content=content, headers=headers), 422)
    assert body["errors"]


@pytest.mark.parametrize("content", [b"\xff\xfe\xfd", b"[" * 100_000, b'{"words": ' + b"1" * 5000 + b"}"])
async def test_a_body_that_breaks_its_parser_is_the_clients_error(notebook: Runtime, content: bytes) -> None:
    async with speaking(notebook) as client:
        response = await client.post(
            "/v1/words", content=content, headers={"Content-Type": "application/json"}
        )
    check_problem(response, response.status_code)
    assert response.status_code in {400, 422}


async def test_a_bad_field_is_pointed_at(notebook: Runtime) -> None:
    async with speaking(notebook) as client:
        answer = await client.post("/v1/words?language=a&limit=x", json={"words": "", "more": {"a/b~c": ""}})
    pointers = [error["pointer"] for error in check_problem(answer, 422)["errors"]]
    assert pointers == ["/words", "/more/a~1b~0c"]


async def test_a_body_over_the_limit_is_refused_by_its_announced_size(notebook: Runtime) -> None:
    async with speaking(notebook, body_limit=2000) as client:
        check_problem(await client.post("/v1/words", json={"words": "x" * 2000}), 413)
        assert (await client.post("/v1/words", json={"words": "x" * 400})).status_code == 200


async def test_a_body_over_the_limit_is_refused_when_it_comes_in_chunks(notebook: Runtime) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'{"words": "'
        while sent < 100:
            sent += 1
            yield b"x" * 1000

    async with speaking(notebook, body_limit=5000) as client:
        headers = {"Content-Type": "application/json"}
        check_problem(await client.post("/v1/words", content=chunks(), headers=headers), 413)


async def test_a_small_body_in_chunks_is_taken(notebook: Runtime) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for character in json.dumps({"words": "in pieces"}):
            yield character.encode()

    async with speaking(notebook, body_limit=5000) as client:
        headers = {"Content-Type": "application/json"}
        assert (await client.post("/v1/words", content=chunks(), headers=headers)).json() == "in pieces"


@pytest.mark.parametrize(
    "scope",
    [
        {"headers": [(b"host", b"[::1")]},
        {"headers": [(b"host", b"a b")]},
        {"headers": [(b"host", b"\xff")]},
        {"query_string": b"\xff=\xfe"},
        {"headers": [(b"content-length", b"\xb2")]},
        {"headers": [(b"content-length", b"-1")]},
        {"headers": [(b"authorization", b"\xff")]},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/nowhere", "/v1/crash", "/v1/words"])
async def test_bytes_that_are_no_proper_request_still_get_a_problem_document(
    notebook: Runtime, scope: dict[str, Any], path: str
) -> None:
    """As they come from the server, which does not look at all of them."""
    status, body = await _raw(notebook, path, scope)
    assert 400 <= status <= 500
    assert json.loads(body)["status"] == status


async def _raw(notebook: Runtime, path: str, changes: dict[str, Any]) -> tuple[int, bytes]:
    service = Service("notebook", "Words", Settings, metadata, routers=[router])
    app = build_app(service, notebook.settings, notebook)
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "server": ("service.test", 80),
        "client": None,
        "http_version": "1.1",
        **changes,
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except RuntimeError:
        assert path == "/v1/crash"
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


async def test_a_service_without_its_database_says_so_and_is_back_by_itself(
    notebook: Runtime, postgres_server: PostgresServer
) -> None:
    role = notebook.database.url.rpartition("/")[2]
    async with speaking(notebook) as client:
        assert (await client.get("/v1/echo/a")).status_code == 200
        end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'"
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT 0; {end_sessions}")
        for _ in range(2):
            response = await client.get("/v1/echo/a")
            check_problem(response, 503)
            assert int(response.headers["retry-after"]) > 0
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
        postgres_server.execute(f"ALTER ROLE {role} CONNECTION LIMIT -1")
        assert (await client.get("/v1/echo/a")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200


async def test_too_many_requests_at_once_are_told_to_come_back(notebook: Runtime) -> None:
    from chassis.database import Database

    narrow = Database(notebook.database.url, name="narrow", pool_size=1, pool_timeout=0.05)
    async with speaking(notebook) as client, narrow.engine.connect() as held:
        await held.execute(text("SELECT 1"))
        client._transport.app.state.database = narrow  # type: ignore[attr-defined]
        check_problem(await client.get("/v1/echo/a"), 503)
    await narrow.close()

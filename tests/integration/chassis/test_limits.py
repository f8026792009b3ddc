"""Limits: what a request may weigh and contain, whatever the server in front lets through."""

import json
from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest

from chassis.process.app import build_app
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata
from tests.support.chassis.words import check_problem, router, speaking
from tests.support.problems import type_of


async def test_a_requests_id_comes_back(notebook: Runtime, subtests: pytest.Subtests) -> None:
    for given in ["abc", "a-b.c_d", "x" * 100]:
        with subtests.test(given):
            async with speaking(notebook) as client:
                assert (await client.get("/nowhere", headers={"X-Request-Id": given})).headers[
                    "x-request-id"
                ] == given


async def test_an_id_that_could_spoil_a_log_is_replaced(notebook: Runtime, subtests: pytest.Subtests) -> None:
    for given in ["", "x" * 101, "a b", "a\tb", 'a"b', "é"]:
        with subtests.test(given):
            async with speaking(notebook) as client:
                response = await client.get("/nowhere", headers={b"X-Request-Id": given.encode()})
            assert response.headers["x-request-id"] not in {"", given}


async def test_nul_in_a_path_or_a_query_is_invalid(notebook: Runtime, subtests: pytest.Subtests) -> None:
    for path in ["/v1/echo/a%00b", "/v1/echo/ab?x=%00", "/v1/nowhere%00"]:
        with subtests.test(path):
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
    "nothing": b"",
    "a bare number": b"1",
    "NaN": b'{"words": NaN}',
}


async def test_a_body_that_cannot_be_is_invalid(notebook: Runtime, subtests: pytest.Subtests) -> None:
    for case, content in BODIES.items():
        with subtests.test(case):
            async with speaking(notebook) as client:
                headers = {"Content-Type": "application/json"}
                body = check_problem(await client.post("/v1/words", content=content, headers=headers), 422)
            assert body["errors"]


async def test_a_body_that_breaks_its_parser_is_the_clients_error(
    notebook: Runtime, subtests: pytest.Subtests
) -> None:
    for content, hint in [
        (b'{"words":\n "a', "line 2, column 2"),
        (b"\xff\xfe\xfd", "UTF-8"),
        *(('{"words": "a"}'.encode(one), "UTF-8") for one in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        (b'{"words": "\xff"}', "byte 11"),
        (b"[" * 100_000, "deep"),
        (b'{"words": ' + b"1" * 5000 + b"}", "JSON"),
    ]:
        with subtests.test(repr(content[:12])):
            async with speaking(notebook) as client:
                response = await client.post(
                    "/v1/words", content=content, headers={"Content-Type": "application/json"}
                )
            problem = check_problem(response, 400)
            assert problem["type"] == type_of("malformed-body")
            assert [one["pointer"] for one in problem["errors"]] == [""]
            assert hint in problem["detail"]


@pytest.mark.parametrize(
    "declared",
    [
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": 'application/json; charset="latin1"'},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_is_what_it_is_declared_to_be(notebook: Runtime, declared: dict[str, str]) -> None:
    async with speaking(notebook) as client:
        check_problem(await client.post("/v1/words", content=b'{"words": "a"}', headers=declared), 415)
        plain = {"Content-Type": "application/json; charset=UTF-8", "Content-Encoding": "identity"}
        assert (await client.post("/v1/words", content=b'{"words": "a"}', headers=plain)).status_code == 200


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


MALFORMED: list[dict[str, Any]] = [
    {"headers": [(b"host", b"[::1")]},
    {"headers": [(b"host", b"a b")]},
    {"headers": [(b"host", b"\xff")]},
    {"query_string": b"\xff=\xfe"},
    {"headers": [(b"content-length", b"\xb2")]},
    {"headers": [(b"content-length", b"-1")]},
    {"headers": [(b"authorization", b"\xff")]},
]
"""As they come from the server, which does not look at all of them."""


async def test_bytes_that_are_no_proper_request_still_get_a_problem_document(
    notebook: Runtime, subtests: pytest.Subtests
) -> None:
    for path, scope in product(["/nowhere", "/v1/crash", "/v1/words"], MALFORMED):
        with subtests.test(f"{path} {scope}"):
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

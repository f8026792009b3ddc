"""What goes through the gateway: bytes as they are, to the service that answers for them."""

import gzip
import json
import random
from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest
from aiohttp import web

from tests.integration.gateway.conftest import Gateway
from tests.integration.gateway.raw import raw_request

SERVICES = {
    "registry": ["/v1/actors", "/v1/groupings/SIDS/members"],
    "commitments": [
        "/v1/frameworks",
        "/v1/goals",
        "/v1/commitments:import",
        "/v1/indicators/1/observations",
        "/v1/reports/1:submit",
    ],
    "review": ["/v1/milestones/1", "/v1/meetings", "/v1/agendas", "/v1/rule-sets"],
}


async def test_each_path_goes_to_the_service_that_answers_for_it(gateway: Gateway) -> None:
    for service, paths in SERVICES.items():
        for path in paths:
            assert (await gateway.http.get(path)).status_code == 200
            assert gateway.upstreams[service].asked[-1].raw_path == path


@pytest.mark.parametrize(
    "path",
    [
        "/v1/nothing",
        "/v1/actorsX",
        "/v1/ledger",
        "/v1/ledgers",
        "/v1/ledgers/gateway",
        "/v1/ledgers/registry/x",
        "/v1/",
        "/v2/actors",
        "/health/nothing",
        "/v1/%61ctors",
        "/v1/x/../actors",
    ],
)
async def test_other_paths_are_404_problems(gateway: Gateway, path: str) -> None:
    answer = await raw_request(gateway.url, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert f"no operation at {unquote(path)}." in json.loads(answer.body)["detail"]
    assert all(not upstream.asked for upstream in gateway.upstreams.values())


@pytest.mark.parametrize(
    "target",
    [
        "/v1/reports/0199:submit",
        "/v1/actors//KEN/../%2e%2e/x",
        "/v1/actors/a%2Fb%20c%zz;p=1,2'(x)",
        "/v1/actors?cursor=WyJEWkEiXQ%3D%3D&a=b+c&a=%2B&empty=&x",
        "/v1/actors?q=%E2%82%AC&r=[1]&s={}|^`",
    ],
)
async def test_path_and_query_travel_byte_for_byte(gateway: Gateway, target: str) -> None:
    answer = await raw_request(gateway.url, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.status == 200
    [asked] = [one.raw_path for upstream in gateway.upstreams.values() for one in upstream.asked]
    assert asked == target


@pytest.mark.parametrize("size", [0, 1, 65_536, 900_000])
async def test_bytes_in_are_bytes_out(gateway: Gateway, size: int) -> None:
    body = random.Random(size).randbytes(size)
    response = await gateway.http.post("/v1/actors", content=body, headers={"Content-Type": "x/y"})
    assert response.content == body
    assert response.headers["content-type"] == "x/y"
    assert gateway.registry.last_headers()["content-length"] == str(size)


async def test_a_body_without_a_length_stays_chunked(gateway: Gateway) -> None:
    chunks = (b"one ", b"two ", b"three")

    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    response = await gateway.http.post("/v1/actors", content=stream())
    assert response.content == b"one two three"
    assert "content-length" not in gateway.registry.last_headers()


async def test_what_is_compressed_stays_so(gateway: Gateway) -> None:
    body = gzip.compress(b"a" * 10_000)

    async def compressed(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    gateway.registry.answer = compressed
    request = b"GET /v1/actors HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"
    answer = await raw_request(gateway.url, request)
    assert answer.body == body
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("status", [200, 201, 304, 404, 412, 422, 500, 503])
async def test_a_services_status_and_problem_are_passed_on(gateway: Gateway, status: int) -> None:
    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        body = b"" if status == 304 else b'{"its": "own"}'
        return web.Response(status=status, body=body, headers={"ETag": '"7"'})

    gateway.registry.answer = answer
    response = await gateway.http.get("/v1/actors/KEN")
    assert response.status_code == status
    assert response.headers["etag"] == '"7"'
    assert response.content == (b"" if status == 304 else b'{"its": "own"}')


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_every_method_is_passed_on(gateway: Gateway, method: str) -> None:
    assert (await gateway.http.request(method, "/v1/actors")).status_code == 200
    assert gateway.registry.asked[-1].method == method


async def test_a_redirect_is_the_clients_to_follow(gateway: Gateway) -> None:
    async def redirect(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=303, headers={"Location": "/v1/actors/KEN"})

    gateway.registry.answer = redirect
    response = await gateway.http.get("/v1/actors")
    assert (response.status_code, response.headers["location"]) == (303, "/v1/actors/KEN")
    assert len(gateway.registry.asked) == 1


async def test_each_ledger_has_a_path_of_its_own(gateway: Gateway) -> None:
    async def one_page(_: web.BaseRequest) -> web.StreamResponse:
        return web.json_response({}, headers={"Link": '</v1/ledger?after=100&limit=100>; rel="next"'})

    gateway.upstreams["review"].answer = one_page
    response = await gateway.http.get("/v1/ledgers/review?after=0")
    assert gateway.upstreams["review"].asked[-1].raw_path == "/v1/ledger?after=0"
    assert response.links["next"]["url"] == "/v1/ledgers/review?after=100&limit=100"


async def test_the_index_names_the_collections(gateway: Gateway) -> None:
    index = (await gateway.http.get("/")).json()
    assert "/v1/commitments" in index["collections"]
    assert index["ledgers"] == ["/v1/ledgers/registry", "/v1/ledgers/commitments", "/v1/ledgers/review"]


async def test_a_step_is_the_same_step_with_its_colon_escaped(gateway: Gateway) -> None:
    for path in ("/v1/actors%3Aexport", "/v1/commitments%3aimport", "/v1/reports/1%3Asubmit"):
        answer = await raw_request(gateway.url, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert answer.status == 200
    assert gateway.registry.asked[-1].raw_path == "/v1/actors:export"
    assert gateway.upstreams["commitments"].asked[-1].raw_path == "/v1/reports/1:submit"


async def test_what_the_gateway_answers_itself_has_a_head_and_names_its_methods(gateway: Gateway) -> None:
    for path in ("/", "/.well-known/jwks.json", "/health/live", "/openapi.json", "/docs"):
        full, bare = await gateway.http.get(path), await gateway.http.head(path)
        assert (bare.status_code, bare.content) == (full.status_code, b"")
        assert bare.headers["content-length"] == full.headers["content-length"]
        refused = await gateway.http.delete(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
        assert path in refused.json()["detail"]
    refused = await gateway.http.get("/oauth/token")
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")

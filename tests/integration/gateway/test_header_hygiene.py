"""Which header fields go through the gateway, and which stay on their side."""

import pytest
from aiohttp import web

from tests.integration.gateway.conftest import Gateway
from tests.integration.gateway.raw import raw_request


async def test_what_concerns_one_connection_stays_there(gateway: Gateway) -> None:
    await raw_request(
        gateway.url,
        b"GET /v1/actors HTTP/1.1\r\nHost: evil.test\r\nConnection: keep-alive, X-Private\r\nX-Private: 1\r\n"
        b"Keep-Alive: timeout=5\r\nTE: trailers\r\nProxy-Authorization: Basic eDp5\r\nX-Kept: 1\r\n\r\n",
    )
    told = gateway.registry.last_headers()
    assert told["x-kept"] == "1"
    assert told["host"] == gateway.registry.url.removeprefix("http://")
    assert not {"x-private", "keep-alive", "te", "proxy-authorization", "connection"} & told.keys()


async def test_nobody_claims_to_come_from_elsewhere(gateway: Gateway) -> None:
    claims = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Host": "evil.test", "Forwarded": "for=10.0.0.1"}
    await gateway.http.get("/v1/actors", headers={**claims, "X-Forwarded-Prefix": "/evil"})
    told = gateway.registry.last_headers()
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-host"] == "compact.test"
    assert told["x-forwarded-proto"] == "https"
    assert not {"forwarded", "x-forwarded-prefix"} & told.keys()


async def test_nothing_is_added_that_the_client_did_not_say(gateway: Gateway) -> None:
    await raw_request(gateway.url, b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
    between_us = {"connection"}  # whether the gateway's connection to the service is kept
    assert gateway.registry.last_headers().keys() - between_us == {
        "host",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-path",
        "x-forwarded-proto",
        "x-request-id",
    }


async def test_the_requests_id_is_one_on_both_sides(gateway: Gateway) -> None:
    response = await gateway.http.get("/v1/actors", headers={"X-Request-Id": "mine-1"})
    assert gateway.registry.last_headers()["x-request-id"] == response.headers["x-request-id"] == "mine-1"
    response = await gateway.http.get("/v1/actors")
    assert gateway.registry.last_headers()["x-request-id"] == response.headers["x-request-id"]


async def test_conditions_keys_and_tokens_are_passed_on(gateway: Gateway) -> None:
    headers = {
        "If-Match": '"3"',
        "Idempotency-Key": "k",
        "Authorization": f"Bearer {await gateway.token()}",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Accept-Language": "fr",
    }
    assert (await gateway.http.patch("/v1/actors/KEN", headers=headers)).status_code == 200
    told = gateway.registry.last_headers()
    assert all(told[name.lower()] == value for name, value in headers.items())


async def test_cookies_are_between_the_client_and_the_service(gateway: Gateway) -> None:
    async def two_cookies(_: web.BaseRequest) -> web.StreamResponse:
        response = web.Response()
        response.headers.add("Set-Cookie", "a=1")
        response.headers.add("Set-Cookie", "b=2")
        return response

    gateway.registry.answer = two_cookies
    first = await raw_request(gateway.url, b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [value for name, value in first.fields if name == "set-cookie"] == ["a=1", "b=2"]
    await raw_request(gateway.url, b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "cookie" not in gateway.registry.last_headers()


async def test_an_answer_has_one_date_and_no_name_of_a_server(gateway: Gateway) -> None:
    answer = await raw_request(gateway.url, b"GET /v1/actors HTTP/1.1\r\nHost: x\r\n\r\n")
    names = [name for name, _ in answer.fields]
    assert names.count("date") == 1
    assert names.count("x-request-id") == 1
    assert "server" not in names


@pytest.mark.parametrize("told", ["Authorization", "Accept, authorization", "Accept", "*", None])
async def test_what_an_answer_depends_on_is_named_once(gateway: Gateway, told: str | None) -> None:
    async def varying(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(headers={} if told is None else {"Vary": told})

    gateway.registry.answer = varying
    vary = (await gateway.http.get("/v1/actors")).headers.get_list("vary", split_commas=True)
    assert [name.lower() for name in vary].count("authorization") == (0 if told == "*" else 1)
    assert told is None or vary[: len(told.split(", "))] == told.split(", ")


async def test_text_beyond_ascii_keeps_its_bytes(gateway: Gateway) -> None:
    request = "GET /v1/actors HTTP/1.1\r\nHost: x\r\nX-Name: Côte d'Ivoire\r\n\r\n".encode()
    await raw_request(gateway.url, request)
    assert gateway.registry.last_headers()["x-name"] == "Côte d'Ivoire"


async def test_a_field_that_is_not_utf_8_is_refused(gateway: Gateway) -> None:
    answer = await raw_request(gateway.url, b"GET /v1/actors HTTP/1.1\r\nHost: x\r\nX-Name: \xff\r\n\r\n")
    assert answer.status == 422
    assert b'"pointer":"header:x-name"' in answer.body


async def test_a_service_gets_the_path_that_the_client_used_from_the_gateway_alone(gateway: Gateway) -> None:
    await gateway.http.get("/v1/ledgers/registry", headers={"X-Forwarded-Path": "/v1/injected"})
    assert gateway.registry.last_headers()["x-forwarded-path"] == "/v1/ledgers/registry"
    await gateway.http.get("/v1/actors/C%C3%B4te", headers={"X-Forwarded-Path": "/v1/injected"})
    assert gateway.registry.last_headers()["x-forwarded-path"] == "/v1/actors/C%C3%B4te"

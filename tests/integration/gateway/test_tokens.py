"""A client's way to a token: what it may ask, what it gets, and what it is told when it gets none."""

import asyncio
import base64
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from sqlalchemy import text

from gateway.identity.roles import SCOPES_OF
from tests.integration.gateway.conftest import Gateway

FORM = "application/x-www-form-urlencoded"


def check_refusal(response: httpx.Response, status: int, error: str) -> None:
    assert response.status_code == status, response.text
    assert response.json()["error"] == error
    assert response.json()["error_description"]
    assert response.headers["cache-control"] == "no-store"


async def claims_of(gateway: Gateway, token: str) -> dict[str, object]:
    """The token's claims, verified with the keys that the gateway publishes."""
    keys = jwt.PyJWKSet.from_dict((await gateway.http.get("/.well-known/jwks.json")).json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, object] = jwt.decode(
        token, key, algorithms=["EdDSA"], audience="compact", issuer=gateway.url
    )
    return claims


async def test_a_token_says_who_may_do_what_for_whom(gateway: Gateway) -> None:
    client = await gateway.create_client("state", party="KEN")
    response = await gateway.ask_token(client)
    body = response.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert response.headers["cache-control"] == "no-store"
    claims = await claims_of(gateway, body["access_token"])
    assert claims["sub"] == str(client[0])
    assert claims["party"] == "KEN"
    assert claims["roles"] == ["state"]
    assert claims["scope"] == " ".join(sorted(SCOPES_OF["state"]))
    assert claims["exp"] - claims["iat"] == 3600  # type: ignore[operator] # numbers
    assert UUID(str(claims["jti"])).version == 7


async def test_roles_add_up(gateway: Gateway) -> None:
    claims = await claims_of(gateway, await gateway.token("secretariat", "observer"))
    assert claims["roles"] == ["secretariat", "observer"]
    assert "party" not in claims
    assert claims["scope"] == " ".join(sorted(SCOPES_OF["secretariat"]))


async def test_no_two_tokens_are_the_same(gateway: Gateway) -> None:
    client = await gateway.create_client()
    tokens = [(await gateway.ask_token(client)).json()["access_token"] for _ in range(2)]
    assert tokens[0] != tokens[1]


async def test_a_client_that_still_names_a_withdrawn_scope_gets_the_others(gateway: Gateway) -> None:
    client = await gateway.create_client("secretariat")
    response = await gateway.ask_token(client, scope="agendas:write meetings:write")
    assert response.json()["scope"] == "meetings:write"


async def test_a_client_may_ask_for_less(gateway: Gateway) -> None:
    client = await gateway.create_client("state", party="KEN")
    response = await gateway.ask_token(client, scope="reports:write")
    assert response.json()["scope"] == "reports:write"
    check_refusal(await gateway.ask_token(client, scope="reports:write actors:write"), 400, "invalid_scope")


async def test_the_secret_may_come_in_the_form(gateway: Gateway) -> None:
    client_id, secret = await gateway.create_client()
    form = {"grant_type": "client_credentials", "client_id": str(client_id), "client_secret": secret}
    response = await gateway.http.post("/oauth/token", data=form)
    assert response.status_code == 200
    response = await gateway.http.post("/oauth/token", data=form, auth=(str(client_id), secret))
    check_refusal(response, 400, "invalid_request")


async def test_a_wrong_secret_is_refused(gateway: Gateway) -> None:
    client_id, _ = await gateway.create_client()
    response = await gateway.ask_token((client_id, "compact_wrong"))
    check_refusal(response, 401, "invalid_client")
    assert response.headers["www-authenticate"].startswith("Basic ")


async def test_an_unknown_client_is_told_the_same(gateway: Gateway) -> None:
    client_id, _ = await gateway.create_client()
    known = await gateway.ask_token((client_id, "x"))
    unknown = await gateway.ask_token((uuid4(), "x"))
    assert (unknown.status_code, unknown.content) == (known.status_code, known.content)


@pytest.mark.parametrize("client_id", ["", "none", "\x00", "0" * 5000])
async def test_an_id_that_is_none_is_refused(gateway: Gateway, client_id: str) -> None:
    response = await gateway.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials", "client_id": client_id, "client_secret": "x"},
    )
    check_refusal(response, 401, "invalid_client")


@pytest.mark.parametrize(
    "authorization",
    ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"no colon").decode(), "Basic /w==", "Bearer x", "x"],
)
async def test_a_broken_authorization_is_refused(gateway: Gateway, authorization: str) -> None:
    response = await gateway.http.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": authorization},
    )
    check_refusal(response, 401, "invalid_client")


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        (FORM, b"", "invalid_request"),
        (FORM, b"grant_type=password", "unsupported_grant_type"),
        (FORM, b"grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        (FORM, b"grant_type=client_credentials&scope=%FF", "invalid_request"),
        (FORM, b"\xff", "invalid_request"),
        (FORM, b"&".join(b"a%d=1" % number for number in range(30)), "invalid_request"),
        ("application/json", b'{"grant_type": "client_credentials"}', "invalid_request"),
        ("", b"grant_type=client_credentials", "invalid_request"),
    ],
)
async def test_a_request_that_is_none_is_refused(
    gateway: Gateway, content_type: str, body: bytes, error: str
) -> None:
    client_id, secret = await gateway.create_client()
    response = await gateway.http.post(
        "/oauth/token", content=body, headers={"Content-Type": content_type}, auth=(str(client_id), secret)
    )
    check_refusal(response, 400, error)


async def test_failures_are_limited(gateway: Gateway) -> None:
    client_id, _ = await gateway.create_client()
    for _ in range(10):
        check_refusal(await gateway.ask_token((client_id, "x")), 401, "invalid_client")
    response = await gateway.ask_token((client_id, "x"))
    check_refusal(response, 429, "temporarily_unavailable")
    assert response.headers["retry-after"] == "60"


async def test_nobody_keeps_a_client_from_its_tokens(gateway: Gateway) -> None:
    client = await gateway.create_client()
    for _ in range(12):
        await gateway.ask_token((client[0], "x"))
    assert (await gateway.ask_token(client)).status_code == 200


async def test_a_disabled_client_that_keeps_asking_is_limited(gateway: Gateway) -> None:
    client = await gateway.create_client()
    await change(gateway, "UPDATE gateway.api_client SET disabled_at = clock_timestamp()")
    for _ in range(10):
        check_refusal(await gateway.ask_token(client), 401, "invalid_client")
    check_refusal(await gateway.ask_token(client), 429, "temporarily_unavailable")


async def test_after_a_minute_failures_are_counted_anew(gateway: Gateway) -> None:
    client_id, _ = await gateway.create_client()
    for _ in range(11):
        await gateway.ask_token((client_id, "x"))
    await change(gateway, "UPDATE gateway.token_failure SET since = since - interval '61 seconds'")
    for _ in range(10):
        check_refusal(await gateway.ask_token((client_id, "x")), 401, "invalid_client")
    check_refusal(await gateway.ask_token((client_id, "x")), 429, "temporarily_unavailable")


async def change(gateway: Gateway, statement: str) -> None:
    async with gateway.runtime.database.transaction() as tx:
        await tx.execute(text(statement))


async def test_no_secret_is_kept(gateway: Gateway) -> None:
    _, secret = await gateway.create_client()
    assert secret.startswith("compact_")
    async with gateway.runtime.database.reading() as session:
        rows = await session.execute(text("SELECT c::text FROM gateway.api_client c"))
        told = await session.execute(text("SELECT l::text FROM chassis.ledger l"))
        assert secret not in "".join([*rows.scalars(), *told.scalars()])


async def test_what_is_done_to_clients_is_on_the_record(gateway: Gateway) -> None:
    client_id, _ = await gateway.create_client("state", party="KEN")
    async with gateway.runtime.database.reading() as session:
        row = (await session.execute(text("SELECT type, subject, sequence FROM chassis.ledger"))).one()
    assert tuple(row) == ("compact.client.created.v1", str(client_id), None)


async def test_many_first_requests_agree_on_one_key(gateway: Gateway) -> None:
    client = await gateway.create_client()
    responses = await asyncio.gather(*(gateway.ask_token(client) for _ in range(8)))
    kids = {jwt.get_unverified_header(response.json()["access_token"])["kid"] for response in responses}
    assert len(kids) == 1


async def test_the_issuers_metadata_leads_to_a_token(gateway: Gateway) -> None:
    issuer = (await gateway.http.get("/.well-known/oauth-authorization-server")).json()
    assert issuer["issuer"] == gateway.url
    assert issuer["token_endpoint"] == "https://compact.test/oauth/token"
    assert issuer["jwks_uri"] == "https://compact.test/.well-known/jwks.json"
    assert issuer["grant_types_supported"] == ["client_credentials"]
    assert "reports:sign-off" in issuer["scopes_supported"]

"""What the gateway lets through: its own tokens while they are valid, and nothing that looks like them."""

import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.identity import keys
from gateway.identity.wrapping import Wrapping
from tests.integration.gateway.conftest import Gateway


async def ask_with(gateway: Gateway, token: str) -> httpx.Response:
    return await gateway.http.get("/v1/actors", headers={"Authorization": f"Bearer {token}"})


async def forged(gateway: Gateway, **other: Any) -> str:
    """A token that is signed with the gateway's own key, or with another, and differs as told."""
    async with gateway.runtime.database.transaction() as tx:
        kid, private_key = await keys.current(tx, Wrapping(()))
    now = int(time.time())
    claims = {"iss": gateway.url, "aud": "compact", "sub": "x", "iat": now, "exp": now + 60}
    key = other.pop("key", private_key)
    algorithm = other.pop("algorithm", "EdDSA")
    return jwt.encode(
        {**claims, **other.pop("claims", {})}, key, algorithm=algorithm, headers={"kid": kid, **other}
    )


async def test_a_valid_token_goes_on_to_the_service(gateway: Gateway) -> None:
    token = await gateway.token()
    assert (await ask_with(gateway, token)).status_code == 200
    assert gateway.registry.last_headers()["authorization"] == f"Bearer {token}"
    assert (await ask_with(gateway, await forged(gateway))).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": int(time.time()) - 60},
        {"aud": "elsewhere"},
        {"iss": "https://elsewhere.test"},
        {"nbf": int(time.time()) + 86_400},
    ],
    ids=["expired", "for another audience", "of another issuer", "not valid yet"],
)
async def test_a_token_for_another_time_or_place_is_refused(gateway: Gateway, claims: dict[str, Any]) -> None:
    response = await ask_with(gateway, await forged(gateway, claims=claims))
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert not gateway.registry.asked


async def test_an_unsigned_token_is_refused(gateway: Gateway) -> None:
    response = await ask_with(gateway, await forged(gateway, key=None, algorithm="none"))
    assert response.status_code == 401


async def test_the_public_key_is_no_shared_secret(gateway: Gateway) -> None:
    async with gateway.runtime.database.transaction() as tx:
        _, private_key = await keys.current(tx, Wrapping(()))
    public = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    response = await ask_with(gateway, await forged(gateway, key=public, algorithm="HS256"))
    assert response.status_code == 401


async def test_another_key_under_the_same_id_is_refused(gateway: Gateway) -> None:
    response = await ask_with(gateway, await forged(gateway, key=Ed25519PrivateKey.generate()))
    assert response.status_code == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30."])
async def test_what_is_no_token_is_refused(gateway: Gateway, token: str) -> None:
    assert (await ask_with(gateway, token)).status_code == 401

"""Rotation of the keys that sign tokens: at no moment is a valid token refused."""

from typing import Any

import jwt
from sqlalchemy import text

from gateway.identity import keys
from gateway.identity.wrapping import Wrapping
from tests.integration.gateway.conftest import Gateway

LIFETIME = 3600


async def rotate(gateway: Gateway) -> str:
    async with gateway.runtime.database.transaction() as tx:
        return await keys.rotate(tx, LIFETIME, Wrapping(()))


async def pass_time(gateway: Gateway, seconds: int) -> None:
    """Let all that concerns the keys be longer ago."""
    moved = ", ".join(
        f"{column} = {column} - make_interval(secs => :seconds)"
        for column in ("created_at", "signs_from", "retired_at")
    )
    async with gateway.runtime.database.transaction() as tx:
        await tx.execute(text(f"UPDATE gateway.signing_key SET {moved}"), {"seconds": seconds})


async def published(gateway: Gateway) -> list[str]:
    response = await gateway.http.get("/.well-known/jwks.json")
    assert response.headers["cache-control"] == "public, max-age=10"
    found: list[dict[str, Any]] = response.json()["keys"]
    assert all("d" not in key and key["alg"] == "EdDSA" and key["use"] == "sig" for key in found)
    return [key["kid"] for key in found]


async def signing(gateway: Gateway) -> str:
    kid: str = jwt.get_unverified_header(await gateway.token())["kid"]
    return kid


async def test_a_new_key_is_published_before_it_signs(gateway: Gateway) -> None:
    old = await signing(gateway)
    new = await rotate(gateway)
    assert await published(gateway) == [old, new]
    assert await signing(gateway) == old
    await pass_time(gateway, keys.PUBLISHED_AHEAD)
    assert await signing(gateway) == new


async def test_the_old_key_is_published_until_its_last_token_has_expired(gateway: Gateway) -> None:
    old = await signing(gateway)
    new = await rotate(gateway)
    await pass_time(gateway, keys.PUBLISHED_AHEAD + LIFETIME)
    assert await published(gateway) == [old, new]
    await pass_time(gateway, keys.GRACE + 1)
    assert await published(gateway) == [new]


async def test_tokens_of_either_key_are_valid(gateway: Gateway) -> None:
    before = await gateway.token()
    await rotate(gateway)
    await pass_time(gateway, keys.PUBLISHED_AHEAD)
    after = await gateway.token()
    for token in (before, after):
        response = await gateway.http.get("/v1/actors", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 200


async def test_a_key_without_valid_tokens_is_deleted_by_the_next_rotation(gateway: Gateway) -> None:
    old = await signing(gateway)
    await rotate(gateway)
    await pass_time(gateway, keys.PUBLISHED_AHEAD + LIFETIME + keys.GRACE + 1)
    await rotate(gateway)
    async with gateway.runtime.database.reading() as session:
        kept = (await session.execute(text("SELECT kid FROM gateway.signing_key"))).scalars().all()
    assert old not in kept


async def test_rotating_twice_in_a_minute_leaves_one_that_signs(gateway: Gateway) -> None:
    await signing(gateway)
    await rotate(gateway)
    newest = await rotate(gateway)
    await pass_time(gateway, keys.PUBLISHED_AHEAD)
    assert await signing(gateway) == newest


async def test_the_first_rotation_makes_a_key_that_signs_at_once(gateway: Gateway) -> None:
    assert await rotate(gateway) == await signing(gateway)

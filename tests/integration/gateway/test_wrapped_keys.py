"""A copy of the database signs no tokens: private keys are wrapped by a secret that is not in it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.testing import eventually
from gateway.identity import store
from gateway.identity.wrapping import Wrapping, is_plain
from operations.doctor.findings import Finding
from operations.doctor.signing_keys import judge
from tests.integration.gateway.conftest import Gateway, RunGateway
from tests.integration.gateway.test_cli import fill, run

OLD, NEW = "a-secret-of-the-stack", "another-secret-of-the-stack"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    write(file, OLD)
    return file


def write(file: Path, *secrets: str) -> None:
    """The newest first."""
    file.write_text("".join(f"{secret}\n" for secret in secrets))


def remove(file: Path) -> None:
    file.unlink()


async def stored(gateway: Gateway) -> list[str]:
    """The private keys as they stand in the database."""
    async with gateway.runtime.database.reading() as session:
        return list((await session.execute(text("SELECT private_key FROM gateway.signing_key"))).scalars())


async def published(gateway: Gateway) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await gateway.http.get("/.well-known/jwks.json")).json()["keys"]
    return found


async def status(gateway: Gateway, token: str) -> int:
    answer = await gateway.http.get("/v1/actors", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


async def findings(gateway: Gateway, secret: str) -> tuple[Finding, ...]:
    """What the doctor finds."""
    async with gateway.runtime.database.reading() as session:
        return judge(await store.protectable_keys(session), secret).findings


async def test_a_new_key_is_wrapped_and_its_tokens_are_valid(run_gateway: RunGateway, key_file: Path) -> None:
    gateway = await run_gateway(key_file=key_file)
    assert await status(gateway, await gateway.token()) == 200
    (key,) = await stored(gateway)
    assert "PRIVATE KEY" not in key


async def test_a_plain_key_is_found_wrapped_by_a_command_and_stays_the_same(
    run_gateway: RunGateway, key_file: Path
) -> None:
    gateway = await run_gateway()
    token = await gateway.token()
    before = await published(gateway)
    (finding,) = await findings(gateway, OLD)
    assert finding.what == f"the signing key {before[0]['kid']} stands unwrapped in the database"
    code, out, _ = await run(gateway, "keys", "wrap", GATEWAY_KEY_FILE=str(key_file))
    assert (code, out) == (0, "1 keys were wrapped by the newest secret; all are now.\n")
    assert not any(map(is_plain, await stored(gateway)))
    assert await published(gateway) == before
    assert await status(gateway, token) == 200
    assert await findings(gateway, OLD) == ()


async def test_a_key_that_an_earlier_release_has_made_is_published_and_wrapped(
    run_gateway: RunGateway, key_file: Path
) -> None:
    gateway = await run_gateway()
    await gateway.token()
    before = await published(gateway)
    async with gateway.runtime.database.transaction() as tx:
        await tx.execute(text("UPDATE gateway.signing_key SET public_key = NULL"))
    assert await published(gateway) == before
    await run(gateway, "keys", "wrap", GATEWAY_KEY_FILE=str(key_file))
    assert await published(gateway) == before


async def test_the_secret_is_replaced_by_one_above_it(run_gateway: RunGateway, key_file: Path) -> None:
    gateway = await run_gateway(key_file=key_file)
    await gateway.token()
    write(key_file, NEW, OLD)
    assert await status(gateway, await gateway.token()) == 200
    assert (await run(gateway, "keys", "wrap", GATEWAY_KEY_FILE=str(key_file)))[0] == 0
    write(key_file, NEW)
    assert await status(gateway, await gateway.token()) == 200


async def test_without_the_secret_no_token_is_signed_but_all_are_verified_and_another_key_helps(
    run_gateway: RunGateway, key_file: Path
) -> None:
    gateway = await run_gateway(key_file=key_file, revocation_refresh=0.05)
    token = await gateway.token()
    write(key_file, NEW)
    refused = await gateway.ask_token(await gateway.create_client())
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert await status(gateway, token) == 200
    (finding,) = await findings(gateway, NEW)
    assert "was wrapped by another secret" in finding.what
    assert (await run(gateway, "keys", "wrap", GATEWAY_KEY_FILE=str(key_file)))[0] == 1
    assert (await run(gateway, "keys", "rotate", GATEWAY_KEY_FILE=str(key_file)))[0] == 0
    async with gateway.runtime.database.transaction() as tx:  # the minute until the new key signs is over
        passed = ", ".join(f"{name} = {name} - interval '1 minute'" for name in ("signs_from", "retired_at"))
        await tx.execute(text(f"UPDATE gateway.signing_key SET {passed}"))
    signed_anew = await gateway.token()
    await eventually(lambda: _is_valid(gateway, signed_anew))
    assert await findings(gateway, NEW) == ()


async def attention(gateway: Gateway) -> dict[str, str]:
    """What the health of the gateway names for an operator."""
    health: dict[str, dict[str, str]] = (await gateway.http.get("/health/ready")).json()
    return health["attention"]


async def test_keys_that_cannot_be_unwrapped_are_named_by_health_and_by_the_command_until_one_is_added(
    run_gateway: RunGateway, key_file: Path
) -> None:
    gateway = await run_gateway(key_file=key_file, shows_operations=True)
    await gateway.token()
    assert await attention(gateway) == {}
    write(key_file, NEW)
    assert "was wrapped by another secret" in (await attention(gateway))["signing key"]
    _, _, complaint = await run(gateway, "keys", "wrap", GATEWAY_KEY_FILE=str(key_file))
    assert "was wrapped by another secret" in complaint
    assert "keys rotate" in complaint
    write(key_file, NEW, OLD)
    assert await attention(gateway) == {}
    write(key_file, "short", OLD)
    assert "has 5 letters; 16 are the least" in (await attention(gateway))["signing key"]
    remove(key_file)
    assert "cannot be read" in (await attention(gateway))["signing key"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"short\n", "has 5 letters; 16 are the least"),
        (NEW.encode() + b"\nshort\n", "has 5 letters; 16 are the least"),
        (b"\n", "has no secret"),
        (b"\xff", "is no text"),
    ],
)
async def test_a_secret_that_is_too_short_or_none_is_refused_at_the_start(
    gateway: Gateway, key_file: Path, content: bytes, reason: str
) -> None:
    fill(key_file, content)
    code, _, complaint = await run(gateway, "keys", "rotate", GATEWAY_KEY_FILE=str(key_file))
    assert code == 2
    assert complaint.startswith("gateway: setting GATEWAY_KEY_FILE: ")
    assert reason in complaint


async def _is_valid(gateway: Gateway, token: str) -> bool:
    return await status(gateway, token) == 200


def test_what_one_secret_wraps_no_other_unwraps() -> None:
    wrapped = Wrapping(["one"]).wrap("-----BEGIN")
    assert Wrapping(["two", "one"]).unwrap(wrapped) == "-----BEGIN"
    assert not Wrapping(["two", "one"]).is_current(wrapped)
    assert Wrapping(["one", "two"]).is_current(wrapped)

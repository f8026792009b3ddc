"""A token that was given stops working everywhere when its client is disabled or gets another secret."""

from uuid import UUID

import httpx

from chassis.testing import eventually
from gateway.identity import clients
from tests.integration.whole_system.conftest import WholeSystem

PATHS = {
    "registry": "/v1/actors",
    "commitments": "/v1/commitments",
    "review": "/v1/milestones",
    "gateway": "/",
}


async def statuses(system: WholeSystem, token: str) -> dict[str, int]:
    """What each service answers to the token itself; the gateway may not be its only door."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(timeout=20) as http:
        return {
            name: (await http.get(f"{system.urls[name]}{path}", headers=headers)).status_code
            for name, path in PATHS.items()
        }


async def test_the_token_of_a_disabled_client_is_refused_by_every_service(whole_system: WholeSystem) -> None:
    database = whole_system.runtimes["gateway"].database
    async with database.transaction() as tx:
        disabled = await clients.create(tx, "A test", ["state"], "KEN")
        untouched = await clients.create(tx, "A test", ["state"], "KEN")
    tokens = [await whole_system.token(*one) for one in (disabled, untouched)]
    for token in tokens:
        assert set((await statuses(whole_system, token)).values()) == {200}
    async with database.transaction() as tx:
        assert await clients.disable(tx, disabled[0])

    async def refused() -> bool:
        return set((await statuses(whole_system, tokens[0])).values()) == {401}

    await eventually(refused)
    assert set((await statuses(whole_system, tokens[1])).values()) == {200}


async def test_a_new_secret_revokes_the_tokens_of_the_old_one_and_gets_one_that_works_at_once(
    whole_system: WholeSystem,
) -> None:
    database = whole_system.runtimes["gateway"].database
    async with database.transaction() as tx:
        client_id, secret = await clients.create(tx, "A test", ["state"], "KEN")
    old = await whole_system.token(client_id, secret)
    assert set((await statuses(whole_system, old)).values()) == {200}
    new = await whole_system.token(client_id, await rotated(whole_system, client_id))
    assert set((await statuses(whole_system, new)).values()) == {200}

    async def refused() -> bool:
        return set((await statuses(whole_system, old)).values()) == {401}

    await eventually(refused)
    assert set((await statuses(whole_system, new)).values()) == {200}


async def rotated(system: WholeSystem, client_id: UUID) -> str:
    async with system.runtimes["gateway"].database.transaction() as tx:
        secret = await clients.rotate_secret(tx, client_id)
    assert secret is not None
    return secret

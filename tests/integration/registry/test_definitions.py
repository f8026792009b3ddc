"""Definitions: versions follow on each other, and what is in use stays."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from tests.integration.registry.ledger import told
from tests.integration.registry.pressure import Commitments

OLD: dict[str, Any] = {
    "code": "migrant.1",
    "term": "migrant",
    "text": "Who moves.",
    "valid_from": "2010-01-01",
    "source": "test",
    "as_of": "2026-01-01",
}
NEW = {
    **OLD,
    "code": "migrant.2",
    "text": "Who has moved.",
    "valid_from": "2021-04-27",
    "supersedes": "migrant.1",
}


class Glossary:
    """A client that writes definitions."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def define(self, **said: Any) -> httpx.Response:
        return await self._client.post("/v1/definitions", json=said, headers=self._headers)

    async def get(self, code: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self._client.get(f"/v1/definitions/{code}")).json()
        return found

    async def remove(self, code: str) -> httpx.Response:
        headers = self._headers | {"If-Match": await self._seen(code)}
        return await self._client.delete(f"/v1/definitions/{code}", headers=headers)

    async def change(self, code: str, **said: Any) -> httpx.Response:
        headers = self._headers | {"If-Match": await self._seen(code)}
        body = {"source": "test", "as_of": "2026-01-01", **said}
        return await self._client.patch(f"/v1/definitions/{code}", json=body, headers=headers)

    async def _seen(self, code: str) -> str:
        return (await self._client.get(f"/v1/definitions/{code}")).headers["ETag"]


@pytest.fixture
def glossary(client: httpx.AsyncClient, issuer: TokenIssuer) -> Glossary:
    return Glossary(client, issuer.headers(scopes="definitions:write"))


async def test_a_newer_definition_ends_the_older_on_the_day_on_which_it_begins(
    runtime: Runtime, client: httpx.AsyncClient, glossary: Glossary
) -> None:
    await glossary.define(**OLD)
    before = len(await told(runtime))
    assert (await glossary.define(**NEW)).status_code == 201
    older = await glossary.get("migrant.1")
    assert (older["version"], older["valid_until"], older["source"]) == (2, "2021-04-27", "test")
    events = (await told(runtime))[before:]
    assert [(data["code"], data["valid_until"]) for _, data in events] == [
        ("migrant.2", None),
        ("migrant.1", "2021-04-27"),
    ]
    for day, code in (("2021-04-26", "migrant.1"), ("2021-04-27", "migrant.2")):
        listed = await client.get("/v1/definitions", params={"term": "migrant", "date": day})
        assert [one["code"] for one in listed.json()["items"]] == [code]


async def test_what_is_superseded_stays_so_when_it_is_said_again_without_an_end(glossary: Glossary) -> None:
    await glossary.define(**OLD)
    await glossary.define(**NEW)
    answer = await glossary.change("migrant.1", valid_until=None)
    assert (answer.status_code, answer.json()["valid_until"]) == (200, "2021-04-27")
    assert answer.json()["version"] == 2
    other_day = await glossary.change("migrant.1", valid_until="2020-01-01")
    assert other_day.json()["errors"] == [
        {"pointer": "/valid_until", "detail": "migrant.2 supersedes it on 2021-04-27"}
    ]


async def test_when_the_newer_begins_on_another_day_the_older_ends_on_that(glossary: Glossary) -> None:
    await glossary.define(**OLD)
    await glossary.define(**NEW)
    assert (await glossary.change("migrant.2", valid_from="2022-01-01")).status_code == 200
    assert (await glossary.get("migrant.1"))["valid_until"] == "2022-01-01"


async def test_a_definition_is_superseded_once(glossary: Glossary) -> None:
    await glossary.define(**OLD)
    await glossary.define(**NEW)
    answer = await glossary.define(**{**NEW, "code": "migrant.3"})
    assert answer.json()["errors"] == [
        {"pointer": "/supersedes", "detail": "migrant.2 supersedes migrant.1 already"}
    ]


async def test_a_definition_in_use_is_superseded_and_not_removed(
    runtime: Runtime, glossary: Glossary
) -> None:
    await glossary.define(**OLD)
    commitments, commitment_id = Commitments(runtime), uuid4()
    await commitments.deliver(commitments.commitment(commitment_id, indicators=by("migrant.1")))
    refused = await glossary.remove("migrant.1")
    assert (refused.status_code, "commitment KEN-2027-014" in refused.json()["detail"]) == (409, True)
    assert (await glossary.define(**NEW)).status_code == 201
    await commitments.deliver(commitments.commitment(commitment_id, indicators=by("migrant.2")))
    assert (await glossary.remove("migrant.2")).status_code == 409
    assert "definition migrant.2" in (await glossary.remove("migrant.1")).json()["detail"]


async def test_a_definition_that_no_commitment_goes_by_any_more_can_go(
    runtime: Runtime, glossary: Glossary
) -> None:
    await glossary.define(**OLD)
    commitments, commitment_id = Commitments(runtime), uuid4()
    await commitments.deliver(
        commitments.commitment(commitment_id, indicators=by("migrant.1")),
        commitments.commitment(commitment_id, indicators=by(None)),
    )
    assert (await glossary.remove("migrant.1")).status_code == 204


def by(definition: str | None) -> list[dict[str, Any]]:
    """One indicator that goes by a definition."""
    return [{"definition": definition}]

"""Role assignments: their codes, their terms, and who has a role on a day."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.process.runtime import Runtime

ROLE: dict[str, Any] = {
    "actor": "KEN",
    "role": "chair",
    "body": "GCM",
    "since": "2024-01-01",
    "source": "test",
    "as_of": "2026-01-01",
}


async def assign(client: httpx.AsyncClient, headers: dict[str, str], **other: Any) -> httpx.Response:
    return await client.post("/v1/role-assignments", json={**ROLE, **other}, headers=headers)


async def test_a_role_gets_its_code_from_what_is_said(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    answer = await assign(client, registrar)
    assert (answer.status_code, answer.json()["code"]) == (201, "GCM.chair.KEN.2024-01-01")
    always = await assign(client, registrar, role="focal_point", since=None)
    assert (always.status_code, always.json()["code"]) == (201, "GCM.focal_point.KEN")


async def test_a_second_chair_is_refused_with_the_term_that_it_overlaps(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await assign(client, registrar, until="2026-01-01")
    answer = await assign(client, registrar, actor="UGA", since="2025-12-31")
    assert answer.status_code == 422
    overlapped = "overlaps GCM.chair.KEN.2024-01-01 (since 2024-01-01, until 2026-01-01)"
    assert answer.json()["errors"] == [{"pointer": "/since", "detail": overlapped}]
    assert (await assign(client, registrar, actor="UGA", since="2026-01-01")).status_code == 201


async def test_a_term_does_not_end_before_it_begins(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    answer = await assign(client, registrar, until="2023-12-31")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/until"]


async def test_a_body_is_a_process_a_framework_or_the_network(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    answer = await assign(client, registrar, body="no-process")
    assert answer.json()["errors"] == [{"pointer": "/body", "detail": "there is no body no-process"}]


async def test_a_process_in_which_somebody_has_a_role_is_not_removed(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    said = {name: ROLE[name] for name in ("source", "as_of")}
    process = {"code": "dialogue", "kind": "regional", "name": "Dialogue", **said}
    assert (await client.post("/v1/processes", json=process, headers=registrar)).status_code == 201
    assert (await assign(client, registrar, body="dialogue")).status_code == 201
    seen = registrar | {"If-Match": '"1"'}
    refused = await client.delete("/v1/processes/dialogue", headers=seen)
    assert (refused.status_code, "role assignment" in refused.json()["detail"]) == (409, True)
    await client.delete("/v1/role-assignments/dialogue.chair.KEN.2024-01-01", headers=seen)
    assert (await client.delete("/v1/processes/dialogue", headers=seen)).status_code == 204


async def test_roles_are_listed_as_they_are_in_force_on_a_day(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await assign(client, registrar, until="2026-01-01")
    await assign(client, registrar, actor="UGA", since="2026-01-01")
    for day, chair in (("2023-12-31", []), ("2025-12-31", ["KEN"]), ("2026-01-01", ["UGA"])):
        listed = await client.get("/v1/role-assignments", params={"body": "GCM", "date": day})
        assert [one["actor"] for one in listed.json()["items"]] == chair


async def test_the_database_itself_refuses_terms_that_overlap(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    await assign(client, registrar)
    copied = text(
        """
        INSERT INTO registry.role_assignment (id, version, code, source, as_of, actor, role, body, since)
        SELECT gen_random_uuid(), 1, 'other', source, as_of, 'UGA', role, body, since
        FROM registry.role_assignment
        """
    )
    with pytest.raises(IntegrityError, match="ex_role_assignment_single"):
        async with runtime.database.transaction() as tx:
            await tx.execute(copied)

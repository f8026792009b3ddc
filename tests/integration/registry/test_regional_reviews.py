"""Which regions and States have had a regional review, and who belongs to a process."""

from typing import Any

import httpx
import pytest

from chassis.testing import TokenIssuer
from tests.integration.registry.pressure import SAID, Registrar

REVIEW = {"kind": "regional_review", "framework": "GCM", **SAID}


@pytest.fixture
async def writer(client: httpx.AsyncClient, issuer: TokenIssuer) -> Registrar:
    """With the processes that review Africa and Europe, and one of some States in both."""
    writer = Registrar(client, issuer.headers(scopes="registry:write programmes:write"))
    for code, grouping, members in (
        ("africa", "ECA", []),
        ("europe", "ECE", []),
        ("some", None, ["KEN", "FRA"]),
    ):
        process = {"code": code, "kind": "regional", "name": code.title(), "grouping": grouping}
        await writer.register("processes", **process, members=members, secretariat="IOM", **SAID)
    return writer


async def regions(client: httpx.AsyncClient, query: str = "") -> dict[str, dict[str, Any]]:
    answer = await client.get(f"/v1/regional-reviews?framework=GCM{query}")
    assert answer.status_code == 200, answer.text
    return {region["region"]["code"]: region for region in answer.json()["regions"]}


def without(region: dict[str, Any]) -> set[str]:
    return {state["code"] for state in region["without_review"]}


async def test_a_held_review_covers_the_members_of_its_process(
    client: httpx.AsyncClient, writer: Registrar
) -> None:
    said = {"process": "africa", "title": "Africa 2024", "held_on": "2024-10-10", "summary": "More pathways."}
    await writer.register("programme-items", code="a", **said, **REVIEW)
    found = await regions(client)
    assert [held["code"] for held in found["ECA"]["held"]] == ["a"]
    assert found["ECA"]["held"][0]["summary"] == "More pathways."
    assert {"KEN", "GHA"} <= set(found["ECA"]["held"][0]["states"])
    assert found["ECA"]["without_review"] == []
    assert found["ECE"]["held"] == []
    assert len(found["ECE"]["without_review"]) == found["ECE"]["states"] > 50
    assert sum(region["states"] for region in found.values()) == 193


async def test_states_that_took_part_count_when_these_were_not_all(
    client: httpx.AsyncClient, writer: Registrar
) -> None:
    said = {"process": "africa", "title": "Africa 2024", "held_on": "2024-10-10", "states": ["KEN"]}
    await writer.register("programme-items", code="a", **said, **REVIEW)
    found = await regions(client)
    assert "KEN" not in without(found["ECA"])
    assert len(found["ECA"]["without_review"]) == found["ECA"]["states"] - 1


async def test_a_review_of_some_states_is_that_of_their_regions(
    client: httpx.AsyncClient, writer: Registrar
) -> None:
    said = {"process": "some", "title": "Some", "held_on": "2024-10-10"}
    await writer.register("programme-items", code="s", **said, **REVIEW)
    found = await regions(client)
    assert [code for code, region in found.items() if region["held"]] == ["ECA", "ECE"]
    assert "FRA" not in without(found["ECE"])


async def test_only_reviews_of_the_framework_in_the_window_count(
    client: httpx.AsyncClient, writer: Registrar
) -> None:
    items: dict[str, dict[str, Any]] = {
        "old": {"held_on": "2020-11-13"},
        "held": {"held_on": "2024-03-11"},
        "planned": {"planned_on": "2028-03-01"},
        "other": {"held_on": "2024-05-01", "framework": "SDG"},
        "meeting": {"held_on": "2024-05-02", "kind": "meeting", "framework": None},
    }
    for code, item in items.items():
        await writer.register("programme-items", code=code, process="europe", title=code, **REVIEW | item)
    europe = (await regions(client))["ECE"]
    assert [held["code"] for held in europe["held"]] == ["held"]
    assert [planned["code"] for planned in europe["planned"]] == ["planned"]
    first_round = (await regions(client, "&since=2020-01-01&until=2021-12-31"))["ECE"]
    assert ([held["code"] for held in first_round["held"]], first_round["planned"]) == (["old"], [])


async def test_a_window_that_ends_before_it_begins_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/regional-reviews?framework=GCM&since=2025-01-02&until=2025-01-01")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "?until"
    assert (await client.get("/v1/regional-reviews?framework=GCM&until=1900-01-01")).status_code == 200


async def test_the_members_of_a_process_are_those_of_its_grouping_on_the_day_and_its_own(
    client: httpx.AsyncClient, writer: Registrar
) -> None:
    said = {"code": "dialogue", "kind": "interregional", "name": "Dialogue", "grouping": "ECA", **SAID}
    await writer.register("processes", **said, members=["FRA", "KEN"], observers=["CHE"], secretariat="ICMPD")
    chair = {
        "actor": "GHA",
        "role": "chair",
        "body": "dialogue",
        "since": "2026-01-01",
        "until": "2027-01-01",
    }
    await writer.register("role-assignments", **chair, **SAID)
    found = (await client.get("/v1/processes/dialogue/members?date=2026-06-01")).json()
    through = {member["code"]: member["through"] for member in found["members"]}
    assert (through["KEN"], through["FRA"], through["NGA"]) == ("process", "process", "grouping")
    assert list(through) == sorted(through)
    assert [observer["code"] for observer in found["observers"]] == ["CHE"]
    assert (found["chair"]["code"], found["secretariat"]) == ("GHA", "ICMPD")
    later = (await client.get("/v1/processes/dialogue/members?date=2027-01-01")).json()
    assert later["chair"] is None
    assert (await client.get("/v1/processes/none/members")).status_code == 404

"""Commitments over HTTP: drafted, changed, published, found."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import INDICATOR, Party
from tests.integration.commitments.ledger import data_of, internal_types, last_event, public_events
from tests.support.problems import type_of
from tests.support.tags import version_of

PUBLISHED = "compact.commitment.published.v1"


async def test_a_draft_is_its_partys_own(kenya: Party, uganda: Party, public: Party) -> None:
    draft = await kenya.drafts()
    path = f"/v1/commitments/{draft['id']}"
    assert (await kenya.get(path)).json() == draft
    for other in (uganda, public):
        assert (await other.get(path)).status_code == 404
        assert (await other.get(f"{path}/progress")).status_code == 404
        assert (await other.get("/v1/commitments")).json()["items"] == []
    assert (await uganda.step(f"{path}:publish")).status_code == 404
    assert (await kenya.get("/v1/commitments", status="draft")).json()["items"] == [draft]


async def test_drafts_are_for_audit_only(kenya: Party, runtime: Runtime) -> None:
    await kenya.drafts()
    assert await internal_types(runtime) == ["compact.commitment.drafted.v1"]
    assert not await public_events(runtime, PUBLISHED)


async def test_a_published_commitment_is_everyones(kenya: Party, public: Party) -> None:
    published = await kenya.publishes()
    answer = await public.get(f"/v1/commitments/{published['id']}")
    shown = answer.json()
    assert shown == published
    assert (shown["status"], shown["progress"]) == ("published", "unable_to_assess")
    assert version_of(answer) == shown["version"]


async def test_publication_is_told_in_full(kenya: Party, runtime: Runtime) -> None:
    published = await kenya.publishes()
    event = await last_event(runtime, PUBLISHED)
    told = data_of(event)
    [indicator] = told.pop("indicators")
    same = (
        "reference",
        "title",
        "party",
        "parties",
        "kind",
        "form",
        "horizon",
        "markers",
        "practice",
        "alignments",
        "description",
        "area",
        "starts_on",
        "ends_on",
        "origin",
        "derived_from",
        "status",
    )
    assert told == {
        "version": published["version"],
        "commitment_id": published["id"],
        **{name: published[name] for name in same},
    }
    assert indicator == {
        "indicator_id": published["indicators"][0]["id"],
        **INDICATOR,
        "definition": None,
    }
    assert (event.party, event.region) == ("KEN", "ECA")
    assert published["published_at"] == event.time.isoformat().replace("+00:00", "Z")


async def test_a_commitment_is_published_once(kenya: Party) -> None:
    published = await kenya.publishes()
    answer = await kenya.step(f"/v1/commitments/{published['id']}:publish")
    assert (answer.status_code, answer.json()["type"]) == (409, type_of("conflict"))


async def test_references_count_per_party_and_year(kenya: Party, uganda: Party) -> None:
    references = [(await party.drafts())["reference"] for party in (kenya, uganda, kenya)]
    year = references[0].split("-")[1]
    assert references == [f"KEN-{year}-001", f"UGA-{year}-001", f"KEN-{year}-002"]


async def test_a_party_writes_only_its_own_commitments(kenya: Party, uganda: Party) -> None:
    assert (await uganda.post("/v1/commitments", kenya.promise())).status_code == 403
    published = await kenya.publishes()
    changed = await uganda.patch(f"/v1/commitments/{published['id']}", {"title": "Mine"}, 2)
    assert changed.status_code == 403


async def test_writing_needs_the_scope(kenya: Party, public: Party, secretariat: Party) -> None:
    assert (await public.post("/v1/commitments", kenya.promise())).status_code == 401
    assert (await secretariat.post("/v1/commitments", kenya.promise())).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"alignments": [{"framework": "GCM", "goal": "24", "degree": "low"}]}, ["/alignments/0/goal"]),
        ({"alignments": [{"framework": "XYZ", "goal": "5", "degree": "low"}]}, ["/alignments/0/goal"]),
        ({"indicators": [INDICATOR, INDICATOR]}, ["/indicators/1/code"]),
        ({"indicators": [INDICATOR | {"target": {"year": 2030, "value": 9}}]}, ["/indicators/0/target"]),
        (
            {
                "indicators": [INDICATOR | {"target": {"year": 2020, "value": 20}}],
                "form": "joint",
                "parties": ["ZZZ"],
            },
            ["/parties/0", "/indicators/0/target/year"],
        ),
        ({"title": ""}, ["/title"]),
        ({"description": "a\x00b"}, ["/description"]),
        ({"indicators": [INDICATOR | {"direction": True}]}, ["/indicators/0/direction"]),
        ({"colour": "blue"}, ["/colour"]),
    ],
)
async def test_a_commitment_that_cannot_be_is_refused_at_each_field(
    kenya: Party, changes: dict[str, Any], pointers: list[str]
) -> None:
    answer = await kenya.post("/v1/commitments", kenya.promise(**changes))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


async def test_a_text_that_cannot_be_stored_is_refused(kenya: Party) -> None:
    for text in (r"\ud800", r"\u0000"):
        body = json.dumps(kenya.promise(title="@")).replace("@", text)
        answer = await kenya.send("/v1/commitments", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/title")


async def test_a_party_must_be_registered(kenya: Party, client: Any, issuer: Any) -> None:
    unknown = Party(client, "ATL", issuer.headers(scopes="commitments:write", party="ATL"))
    answer = await unknown.post("/v1/commitments", unknown.promise())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/party")


async def test_a_patch_changes_what_it_names(kenya: Party) -> None:
    draft = await kenya.drafts(area="Nairobi")
    path = f"/v1/commitments/{draft['id']}"
    changed = await kenya.patch(path, {"title": "New", "area": None}, 1)
    assert changed.status_code == 200, changed.text
    [indicator] = changed.json()["indicators"]
    assert changed.json() | {"indicators": []} == draft | {
        "title": "New", "area": None, "version": 2, "indicators": [],
    }  # fmt: skip
    assert indicator | {"id": ""} == draft["indicators"][0] | {"id": ""}
    assert (await kenya.get(path)).json() == changed.json()


async def test_a_patch_is_checked_like_the_whole(kenya: Party) -> None:
    draft = await kenya.drafts()
    path = f"/v1/commitments/{draft['id']}"
    for patch, pointer in [
        ({"form": "joint"}, "/parties"),
        ({"title": None}, "/title"),
        ({"party": "UGA"}, "/party"),
        ({"alignments": [{"framework": "GCM", "goal": "99", "degree": "low"}]}, "/alignments/0/goal"),
    ]:
        answer = await kenya.patch(path, patch, 1)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await kenya.patch(path, {"title": "New"}, 7)).status_code == 412


async def test_a_joint_commitment_is_in_the_list_of_each_party(
    kenya: Party, uganda: Party, public: Party
) -> None:
    joint = await kenya.publishes(form="joint", parties=["UGA"])
    assert joint["parties"] == ["KEN", "UGA"]
    await uganda.publishes()
    listed = {
        party: [one["id"] for one in (await public.get("/v1/commitments", party=party)).json()["items"]]
        for party in ("KEN", "UGA")
    }
    assert listed["KEN"] == [joint["id"]]
    assert len(listed["UGA"]) == 2


async def test_commitments_are_found_by_goal_marker_and_progress(kenya: Party, public: Party) -> None:
    first = await kenya.publishes()
    second = await kenya.publishes(
        markers=["refugees"], alignments=[{"framework": "SDG", "goal": "8.5", "degree": "low"}]
    )
    for query, wanted in [
        ({"framework": "GCM"}, [first]),
        ({"framework": "GCM", "goal": "5"}, [first]),
        ({"framework": "SDG", "goal": "5"}, []),
        ({"framework": "SDG", "goal": "8.5"}, [second]),
        ({"marker": "refugees"}, [second]),
        ({"status": "draft"}, []),
        ({"progress": "unable_to_assess"}, [first, second]),
        ({"progress": "achieved"}, []),
    ]:
        found = await public.get("/v1/commitments", **query)
        assert found.json()["items"] == wanted, query


async def test_a_goal_is_asked_for_with_its_framework(public: Party) -> None:
    answer = await public.get("/v1/commitments", goal="5")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "?framework")


async def test_commitments_are_listed_page_by_page(kenya: Party, public: Party) -> None:
    wanted = [(await kenya.publishes())["reference"] for _ in range(3)]
    first = await public.get("/v1/commitments", limit=2)
    rest = await public.get("/v1/commitments", limit=2, cursor=first.json()["next_cursor"])
    assert [one["reference"] for one in first.json()["items"] + rest.json()["items"]] == wanted


async def test_what_does_not_exist_is_not_found(public: Party) -> None:
    for path in (
        f"/v1/commitments/{uuid4()}",
        f"/v1/reports/{uuid4()}",
        f"/v1/indicators/{uuid4()}/observations",
    ):
        answer = await public.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_drafts_that_come_at_once_have_references_of_their_own(kenya: Party) -> None:
    drafts = await asyncio.gather(*(kenya.drafts() for _ in range(5)))
    assert len({draft["reference"] for draft in drafts}) == 5


async def test_a_commitment_that_comes_twice_is_kept_once(kenya: Party) -> None:
    first, second = [
        await kenya.post("/v1/commitments", kenya.promise(), **{"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert first.json() == second.json()
    assert len((await kenya.get("/v1/commitments")).json()["items"]) == 1


async def test_a_patch_that_changes_nothing_makes_no_version(kenya: Party) -> None:
    draft = await kenya.drafts(area="Nairobi")
    path = f"/v1/commitments/{draft['id']}"
    for patch in ({}, {"title": draft["title"]}, {"area": "Nairobi", "markers": ["gender"]}):
        answer = await kenya.patch(path, patch, 1)
        assert (answer.status_code, answer.json(), version_of(answer)) == (200, draft, 1)


async def test_what_serves_no_goal_and_is_measured_by_nothing_is_not_published(kenya: Party) -> None:
    empty = await kenya.drafts(alignments=[], indicators=[])
    refused = await kenya.takes(empty["id"], "submit")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/alignments")
    aligned = await kenya.drafts(indicators=[])
    assert (await kenya.takes(aligned["id"], "submit", "approve", "publish")).status_code == 200

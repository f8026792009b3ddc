"""A practice that a State adopts in the registry becomes a draft of its commitment, once."""

from typing import Any

import httpx

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import INDICATOR, Party
from tests.integration.commitments.ledger import contents, data_of, internal_types, last_event, public_events
from tests.integration.commitments.neighbours import Registry

ADOPTED = "compact.practice.adopted.v1"
ADOPTION: dict[str, Any] = {
    "practice_id": "018f0000-0000-7000-8000-000000000000",
    "practice": "joint-permits",
    "party": "KEN",
    "title": "One permit for seasonal work",
    "summary": "Both ministries issue one permit.",
    "kind": "policy",
    "form": "standalone",
    "horizon": "short",
    "alignments": [{"framework": "GCM", "goal": "5", "degree": "high"}],
    "markers": ["gender"],
    "adoptions": 1,
}


async def drafts(party: Party) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await party.get("/v1/commitments", status="draft")).json()["items"]
    return found


async def test_an_adopted_practice_becomes_a_draft_of_the_party(
    runtime: Runtime, registry: Registry, kenya: Party, uganda: Party
) -> None:
    await registry.say(ADOPTED, **ADOPTION)
    (draft,) = await drafts(kenya)
    assert draft["practice"] == "joint-permits"
    assert (draft["title"], draft["kind"], draft["horizon"]) == (ADOPTION["title"], "policy", "short")
    assert (draft["alignments"], draft["markers"]) == (ADOPTION["alignments"], ["gender"])
    assert draft["reference"].startswith("KEN-")
    assert await drafts(uganda) == []
    assert await public_events(runtime, "compact.commitment.published.v1") == []
    assert await internal_types(runtime) == ["compact.commitment.drafted.v1"]


async def test_what_is_delivered_again_or_replayed_drafts_nothing_more(
    registry: Registry, kenya: Party
) -> None:
    event = registry.event(ADOPTED, **ADOPTION)
    await registry.deliver(event, event)
    await registry.deliver(event)
    registry.restore()
    await registry.say(ADOPTED, **ADOPTION)
    assert len(await drafts(kenya)) == 1


async def test_each_party_gets_its_own_draft(
    runtime: Runtime, registry: Registry, kenya: Party, uganda: Party
) -> None:
    await registry.deliver(
        registry.event(ADOPTED, **ADOPTION), registry.event(ADOPTED, **ADOPTION | {"party": "UGA"})
    )
    assert [len(await drafts(party)) for party in (kenya, uganda)] == [1, 1]
    assert len(await contents(runtime, "practice_adoption")) == 2


async def test_goals_that_nobody_knows_are_left_out_and_said(registry: Registry, kenya: Party) -> None:
    unknown = {"framework": "GCM", "goal": "99", "degree": "high"}
    await registry.say(ADOPTED, **ADOPTION | {"alignments": [*ADOPTION["alignments"], unknown]})
    (draft,) = await drafts(kenya)
    assert draft["alignments"] == ADOPTION["alignments"]
    assert "left out: goal GCM/99" in draft["description"]


async def test_the_practice_is_told_when_the_commitment_is_published(
    runtime: Runtime, registry: Registry, kenya: Party
) -> None:
    await registry.say(ADOPTED, **ADOPTION)
    (draft,) = await drafts(kenya)
    changed = await kenya.patch(f"/v1/commitments/{draft['id']}", {"title": "Our permit"}, draft["version"])
    assert (changed.status_code, changed.json()["practice"]) == (200, "joint-permits")
    published = await kenya.takes(draft["id"], "submit", "approve", "publish")
    assert published.status_code == 200
    told = data_of(await last_event(runtime, "compact.commitment.published.v1"))
    assert (told["practice"], told["title"]) == ("joint-permits", "Our permit")


async def test_an_indicator_says_by_which_definition_it_counts(
    runtime: Runtime, registry: Registry, kenya: Party
) -> None:
    await registry.defines("international-migrant.2")
    indicator = {**INDICATOR, "definition": "international-migrant.2"}
    published = await kenya.publishes(indicators=[indicator])
    assert published["indicators"][0]["definition"] == "international-migrant.2"
    told = data_of(await last_event(runtime, "compact.commitment.published.v1"))
    assert told["indicators"][0]["definition"] == "international-migrant.2"
    assert told["practice"] is None


async def test_nobody_can_say_that_a_commitment_is_from_a_practice(
    client: httpx.AsyncClient, kenya: Party
) -> None:
    answer = await kenya.post("/v1/commitments", kenya.promise(practice="joint-permits"))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/practice"]

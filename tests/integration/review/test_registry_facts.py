"""What the registry tells of norms, gaps and regional reviews comes onto the agenda: as of the deadline."""

import json
from typing import Any

from sqlalchemy import text

from chassis.testing import eventually
from tests.integration.review.conftest import Stage
from tests.integration.review.facts import analyse_gaps, find, hold_review, introduce, submit
from tests.integration.review.meetings import assembled, item_of, meet, published

OF_REGISTRY = {"norms_under_pressure", "policy_gaps", "regional_reviews"}


def keys(agenda: dict[str, Any]) -> set[str]:
    """Of an agenda, the items that are made from the registry."""
    return {item["key"] for item in agenda["agenda"]["items"]} & OF_REGISTRY


async def test_the_agenda_has_norms_gaps_and_regional_reviews_with_evidence_in_the_registrys_ledger(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        await find(stage)
        await find(stage, "replied")
        await analyse_gaps(stage, 1)
        await analyse_gaps(stage, 2)
        await hold_review(stage, "ECA")
        meeting, _ = await meet(stage, seconds=2.0)
        agenda = await assembled(stage, meeting)

    (finding,) = item_of(agenda, "norms_under_pressure")["findings"]
    assert (finding["status"], finding["reply"]["text"]) == ("replied", "It is under review.")
    gaps = item_of(agenda, "policy_gaps")
    assert gaps["counts"]["analysis"] == 2
    assert [one["kind"] for one in gaps["gaps"]] == ["uncovered_theme", "low_uptake", "not_implemented"]
    held, *without = item_of(agenda, "regional_reviews")["reviews"]
    assert (held["process"], held["regions"]) == ("Review in ECA", ["ECA"])
    assert [one["region"] for one in without] == ["ECE", "ECLAC"]
    hrefs = await _hrefs(stage, [finding, *gaps["gaps"], held])
    assert hrefs == {
        "/v1/findings/F-2026-1": "compact.finding.replied.v1",
        "/v1/gap-analyses/2/themes/climate": "compact.gap-analysis.published.v1",
        "/v1/gap-analyses/2/instruments/ICRMW": "compact.gap-analysis.published.v1",
        "/v1/programme-items/gcm-review-eca-1": "compact.programme-item.recorded.v1",
    }


async def _hrefs(stage: Stage, facts: list[dict[str, Any]]) -> dict[str, str]:
    """For each link of evidence, what the registry's ledger has at that number."""
    wanted = text("SELECT type FROM chassis.ledger WHERE sequence = :sequence")
    found = {}
    async with stage.registry.database.reading() as session:
        for one in (fact["evidence"] for fact in facts):
            assert one["source"] == "registry"
            found[one["href"]] = (await session.execute(wanted, {"sequence": one["sequence"]})).scalar_one()
    return found


async def test_a_registry_that_has_told_nothing_of_them_leaves_the_other_items_as_they_are(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, _ = await meet(stage, seconds=1.5)
        agenda = await assembled(stage, meeting)

    assert agenda["complete"]
    assert agenda["rule_set"] == "imrf/2"
    assert keys(agenda) == set()
    assert item_of(agenda, "data")["counts"]["indicators"] == 2


async def test_what_the_registry_told_before_the_deadline_counts_however_late_it_arrives_and_nothing_else(
    stage: Stage,
) -> None:
    async with stage.commitments.running():
        async with stage.registry.running():
            await introduce(stage)
            meeting, milestone = await meet(stage, seconds=1.5)
        await find(stage)  # in time, but the registry's relay is down
        review = await hold_review(stage, "ECE")

        async def fired() -> bool:
            return bool(await published(stage, "compact.deadline."))

        await eventually(fired)
        await find(stage, "closed")
        await find(stage, id="01900000-0000-7000-8000-00000000f002", code="F-2026-2")
        await analyse_gaps(stage)
        removed = {"id": review, "noun": "programme_item", "code": "gcm-review-ece-1"}
        await stage.registry.publish("compact.entry.removed.v1", removed)
        await submit(stage, milestone, "KEN")
        async with stage.registry.running():
            agenda = await assembled(stage, meeting)

    assert keys(agenda) == {"norms_under_pressure", "regional_reviews"}
    assert [(one["code"], one["status"]) for one in item_of(agenda, "norms_under_pressure")["findings"]] == [
        ("F-2026-1", "open")
    ]
    assert item_of(agenda, "regional_reviews")["counts"]["reviews"] == 1


async def test_what_was_closed_or_removed_before_the_deadline_is_not_on_the_agenda(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        await find(stage)
        await find(stage, "closed")
        review = await hold_review(stage, "ECA")
        for noun, identifier in (("programme_item", review), ("theme", review)):
            removed = {"id": identifier, "noun": noun, "code": "gcm-review-eca-1"}
            await stage.registry.publish("compact.entry.removed.v1", removed)
        meeting, _ = await meet(stage, seconds=1.5)
        agenda = await assembled(stage, meeting)

    assert keys(agenda) == set()


async def test_the_event_has_the_beginning_of_long_texts_and_the_agenda_all_of_them(stage: Stage) -> None:
    words = "A long story. " * 200
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        for number in range(60):
            code = {"id": f"01900000-0000-7000-8000-{number:012d}", "code": f"F-2026-{number}"}
            await find(stage, "replied", **code, text=words, reply={"text": words, "on": "2026-03-09"})
        await hold_review(stage, "ECA", summary=words)
        meeting, _ = await meet(stage, seconds=2.0)
        agenda = await assembled(stage, meeting)

    (event,) = await published(stage, "compact.agenda.")
    told = {item["key"]: item for item in json.loads(event.data or b"")["items"]}
    norms = told["norms_under_pressure"]
    assert (norms["record_count"], len(norms["findings"])) == (60, 50)
    assert norms["findings"][0]["text"] == norms["findings"][0]["reply"]["text"] == words[:399] + "…"
    assert told["regional_reviews"]["reviews"][0]["summary"] == words[:399] + "…"
    assert len(event.data or b"") < 256 * 1024
    whole = item_of(agenda, "norms_under_pressure")["findings"]
    assert len(whole) == 60
    assert whole[0]["reply"]["text"] == words

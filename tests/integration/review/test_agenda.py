"""The main job: a deadline passes, and the agenda of the meeting stands there."""

import asyncio
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.testing import eventually
from tests.integration.review.conftest import Stage
from tests.integration.review.facts import introduce, submit
from tests.integration.review.meetings import assembled, item_of, matrix, meet, post, published


async def test_the_agenda_is_assembled_from_the_record_when_the_deadline_passes(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await meet(stage, seconds=2.0)
        await submit(stage, milestone, "KEN")
        agenda = await assembled(stage, meeting)

    assert agenda["complete"]
    assert agenda["status"] == "provisional"
    status = item_of(agenda, "status_of_reporting")
    assert (status["counts"]["expected"], status["counts"]["on_time"]) == (4, 1)
    assert {one["party"] for one in status["records"] if one["kind"] == "overdue"} == {"CHL", "FRA", "NAM"}
    table = item_of(agenda, "round_table_1")
    need = next(one for one in table["records"] if one["kind"] == "needs_attention")
    assert (need["reference"], need["status"]) == ("KEN-2026-001", "deterioration")
    assert table["counts"]["challenges"] == 1
    assert item_of(agenda, "data")["counts"] | {"regions": None} == {
        "by_age": 0,
        "by_sex": 1,
        "indicators": 2,
        "with_data": 1,
        "without_data": 1,
        "regions": None,
    }
    assert sum(item["minutes"] for item in agenda["agenda"]["items"]) <= 1440


async def test_the_agenda_is_published_with_its_digest_its_cut_and_at_most_fifty_records_an_item(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await meet(stage, seconds=1.5)
        agenda = await assembled(stage, meeting)

    (event,) = await published(stage, "compact.agenda.")
    told = json.loads(event.data or b"")
    document = json.dumps(agenda["agenda"], separators=(",", ":"), ensure_ascii=False)
    assert told["digest"] == agenda["digest"] == hashlib.sha256(document.encode()).hexdigest()
    assert {cut["source"] for cut in told["cuts"]} == {"commitments", "registry"}
    assert all(cut["time"] >= milestone["due_at"] for cut in told["cuts"])
    assert all(len(item["records"]) <= 50 for item in told["items"])
    (passed,) = await published(stage, "compact.deadline.")
    assert passed.sequence < event.sequence


async def test_the_agenda_waits_for_a_source_that_lags_and_then_has_what_came_in_time(stage: Stage) -> None:
    async with stage.registry.running():
        async with stage.commitments.running():
            await introduce(stage)
            meeting, milestone = await meet(stage, seconds=1.5)
        await submit(stage, milestone, "KEN")  # in time, but its relay is down

        async def fired() -> bool:
            return bool(await published(stage, "compact.deadline."))

        await eventually(fired)
        await submit(stage, milestone, "FRA")  # after the deadline
        assert (await stage.http.get(f"/v1/meetings/{meeting['id']}/agenda")).status_code == 404
        async with stage.commitments.running():
            agenda = await assembled(stage, meeting)

    kinds = {one["party"]: one["kind"] for one in item_of(agenda, "status_of_reporting")["records"]}
    assert kinds == {"KEN": "submitted_on_time", "FRA": "overdue", "CHL": "overdue", "NAM": "overdue"}
    assert (await matrix(stage, milestone))["FRA"] == "submitted_late"


async def test_a_source_that_stays_silent_makes_the_agenda_incomplete_and_its_return_revises_it(
    stage: Stage,
) -> None:
    async with stage.runtime.database.transaction() as tx:
        await tx.execute(
            text(
                "INSERT INTO review.rule_set SELECT code, 99, body || "
                """'{"version": 99, "patience_seconds": 1}', source, as_of FROM review.rule_set """
                "ORDER BY version DESC LIMIT 1"
            )
        )
    async with stage.registry.running():
        async with stage.commitments.running():
            await introduce(stage)
            meeting, milestone = await meet(stage, seconds=1.5)
        await submit(stage, milestone, "KEN")
        first = await assembled(stage, meeting)
        assert not first["complete"]
        assert "silent" in first["reason"]
        async with stage.commitments.running():
            second = await assembled(stage, meeting, version=2)

    assert second["complete"]
    assert second["status"] == "revised"
    assert item_of(second, "status_of_reporting")["counts"]["on_time"] == 1
    versions = (await stage.http.get(f"/v1/meetings/{meeting['id']}/agendas")).json()["items"]
    assert [one["version"] for one in versions] == [1, 2]


async def test_an_extension_that_ends_revises_the_agenda_with_the_report_that_came_within_it(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await meet(stage, seconds=1.5)
        due_at = datetime.fromisoformat(milestone["due_at"])
        more = {"party": "NAM", "due_at": (due_at + timedelta(seconds=2)).isoformat(), "reason": "Floods"}
        await post(stage, f"/v1/milestones/{milestone['id']}/extensions", more)
        first = await assembled(stage, meeting)
        assert {one["party"]: one["kind"] for one in item_of(first, "status_of_reporting")["records"]}[
            "NAM"
        ] == "extended"
        await submit(stage, milestone, "NAM")
        second = await assembled(stage, meeting, version=2)

    kinds = {one["party"]: one["kind"] for one in item_of(second, "status_of_reporting")["records"]}
    assert kinds["NAM"] == "submitted_on_time"
    assert "NAM" in second["reason"]


async def test_everything_delivered_twice_gives_the_same_agenda(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await meet(stage, seconds=3.0)
        await submit(stage, milestone, "KEN")
        await asyncio.gather(*(_publish_again(source) for source in (stage.registry, stage.commitments)))
        agenda = await assembled(stage, meeting)

    assert item_of(agenda, "status_of_reporting")["counts"]["received"] == 1
    assert item_of(agenda, "round_table_1")["counts"]["commitments_needing_attention"] == 1
    assert len(await published(stage, "compact.agenda.")) == 1


async def _publish_again(source: Any) -> None:
    async with source.database.transaction() as tx:
        await tx.execute(text("UPDATE chassis.relay_cursor SET sequence = 0"))


async def test_what_was_withdrawn_needs_no_attention_and_leaves_its_goal_bare(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        commitment = await introduce(stage)
        meeting, _ = await meet(stage, seconds=1.5)
        withdrawn = {**commitment, "status": "withdrawn", "reason": "A new government."}
        await stage.commitments.publish("compact.commitment.withdrawn.v1", withdrawn, party="KEN")
        agenda = await assembled(stage, meeting)

    counts = item_of(agenda, "round_table_1")["counts"]
    assert counts["commitments_needing_attention"] == 0
    assert "2" in [
        one["goal"]
        for one in item_of(agenda, "round_table_1")["records"]
        if one["kind"] == "goal_without_commitments"
    ]


async def test_a_preview_shows_the_agenda_as_if_the_deadline_were_now_and_stores_nothing(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        _, milestone = await meet(stage, seconds=3600)
        await submit(stage, milestone, "KEN")

        async def seen() -> bool:
            return (await matrix(stage, milestone))["KEN"] == "submitted_on_time"

        await eventually(seen)

        async def shown() -> dict[str, Any] | None:
            path = f"/v1/milestones/{milestone['id']}/agenda:preview"
            told = {"agenda": (await stage.http.get(path, headers=stage.secretariat)).json()}
            return told if item_of(told, "status_of_reporting")["counts"]["received"] else None

        preview = await eventually(shown)  # up to when every source is complete: a second ago

    assert preview["agenda"]["complete"]
    reporting = item_of(preview, "status_of_reporting")
    assert reporting["counts"]["received"] == 1
    assert reporting["counts"]["statuses"]["not_due"] == 3
    assert await published(stage, "compact.agenda.") == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"due_at": "2020-01-01T00:00:00Z"}, "/due_at"),
        ({"opens_at": "2040-01-01T00:00:00Z"}, "/due_at"),
        ({"locks_at": "2030-01-01"}, "/locks_at"),
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"title": "nul \x00"}, "/title"),
        ({"scope": "NOBODY"}, "/scope"),
        ({"meeting_id": "01900000-0000-7000-8000-000000000000"}, "/meeting_id"),
        ({"surprise": 1}, "/surprise"),
        ({"due_at": "2035-03-31T22:00:00"}, "/due_at"),
    ],
)
async def test_a_milestone_that_cannot_be_is_refused_with_the_field_and_nothing_is_stored(
    stage: Stage, changes: dict[str, Any], pointer: str
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        await meet(stage, seconds=3600)
        before = await published(stage, "")
        good = {"title": "Reports", "framework": "GCM", "due_at": "2035-03-31"}
        answer = await stage.http.post("/v1/milestones", json={**good, **changes}, headers=stage.secretariat)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(error["pointer"].startswith(pointer) for error in answer.json()["errors"]), answer.text
    assert await published(stage, "") == before

"""The main job: a deadline passes, and the agenda of the meeting stands there."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis import ledger
from chassis.events import Envelope
from chassis.testing import eventually
from tests.integration.review.conftest import Stage
from tests.integration.review.facts import introduce, submit


async def _post(stage: Stage, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    response = await stage.http.post(path, json=body, headers=stage.secretariat)
    assert response.status_code == status, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def _meet(stage: Stage, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A meeting, and a milestone of it that is due in some seconds, once the States are known."""
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z"}
    meeting = await _post(stage, "/v1/meetings", {"title": "Forum", "minutes": 1440, **times})
    wanted = {"title": "Reports", "framework": "GCM"}

    async def all_states_are_known() -> bool:
        probe = {**wanted, "due_at": "2035-03-31"}
        answer = await stage.http.post("/v1/milestones", json=probe, headers=stage.secretariat)
        return answer.status_code == 201 and len(await _matrix(stage, answer.json())) == 4

    await eventually(all_states_are_known, every=0.1)
    due_at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    wanted |= {"meeting_id": meeting["id"], "due_at": due_at}
    return meeting, await _post(stage, "/v1/milestones", wanted)


async def _matrix(stage: Stage, milestone: dict[str, Any]) -> dict[str, str]:
    answer = await stage.http.get(f"/v1/milestones/{milestone['id']}/submissions")
    return {row["party"]: row["status"] for row in answer.json()["rows"]}


async def _agenda(
    stage: Stage, meeting: dict[str, Any], version: int = 1, within: float = 15
) -> dict[str, Any]:
    async def assembled() -> dict[str, Any] | None:
        answer = await stage.http.get(f"/v1/meetings/{meeting['id']}/agenda")
        body: dict[str, Any] = answer.json()
        return body if answer.status_code == 200 and body["version"] >= version else None

    return await eventually(assembled, within=within)


async def _published(stage: Stage, prefix: str) -> list[Envelope]:
    async with stage.runtime.database.reading() as session:
        events = await ledger.read_after(session, "review", 0, 500)
    return [event for event in events if event.type.startswith(prefix)]


def _item(agenda: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in agenda["agenda"]["items"] if item["key"] == key)
    return found


async def test_the_agenda_is_assembled_from_the_record_when_the_deadline_passes(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await _meet(stage, seconds=2.0)
        await submit(stage, milestone, "KEN")
        agenda = await _agenda(stage, meeting)

    assert agenda["complete"]
    assert agenda["status"] == "provisional"
    status = _item(agenda, "status_of_reporting")
    assert (status["counts"]["expected"], status["counts"]["on_time"]) == (4, 1)
    assert {one["party"] for one in status["records"] if one["kind"] == "overdue"} == {"CHL", "FRA", "NAM"}
    table = _item(agenda, "round_table_1")
    need = next(one for one in table["records"] if one["kind"] == "needs_attention")
    assert (need["reference"], need["status"]) == ("KEN-2026-001", "deterioration")
    assert table["counts"]["challenges"] == 1
    assert _item(agenda, "data")["counts"] | {"regions": None} == {
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
        meeting, milestone = await _meet(stage, seconds=1.5)
        agenda = await _agenda(stage, meeting)

    (event,) = await _published(stage, "compact.agenda.")
    told = json.loads(event.data or b"")
    document = json.dumps(agenda["agenda"], separators=(",", ":"), ensure_ascii=False)
    assert told["digest"] == agenda["digest"] == hashlib.sha256(document.encode()).hexdigest()
    assert {cut["source"] for cut in told["cuts"]} == {"commitments", "registry"}
    assert all(cut["time"] >= milestone["due_at"] for cut in told["cuts"])
    assert all(len(item["records"]) <= 50 for item in told["items"])
    (passed,) = await _published(stage, "compact.deadline.")
    assert passed.sequence < event.sequence


async def test_the_agenda_waits_for_a_source_that_lags_and_then_has_what_came_in_time(stage: Stage) -> None:
    async with stage.registry.running():
        async with stage.commitments.running():
            await introduce(stage)
            meeting, milestone = await _meet(stage, seconds=1.5)
        await submit(stage, milestone, "KEN")  # in time, but its relay is down

        async def fired() -> bool:
            return bool(await _published(stage, "compact.deadline."))

        await eventually(fired)
        await submit(stage, milestone, "FRA")  # after the deadline
        assert (await stage.http.get(f"/v1/meetings/{meeting['id']}/agenda")).status_code == 404
        async with stage.commitments.running():
            agenda = await _agenda(stage, meeting)

    kinds = {one["party"]: one["kind"] for one in _item(agenda, "status_of_reporting")["records"]}
    assert kinds == {"KEN": "submitted_on_time", "FRA": "overdue", "CHL": "overdue", "NAM": "overdue"}
    assert (await _matrix(stage, milestone))["FRA"] == "submitted_late"


async def test_a_source_that_stays_silent_makes_the_agenda_incomplete_and_its_return_revises_it(
    stage: Stage,
) -> None:
    async with stage.runtime.database.transaction() as tx:
        await tx.execute(
            text(
                "INSERT INTO review.rule_set SELECT code, version + 1, body || "
                """'{"version": 2, "patience_seconds": 1}', source, as_of FROM review.rule_set"""
            )
        )
    async with stage.registry.running():
        async with stage.commitments.running():
            await introduce(stage)
            meeting, milestone = await _meet(stage, seconds=1.5)
        await submit(stage, milestone, "KEN")
        first = await _agenda(stage, meeting)
        assert not first["complete"]
        assert "silent" in first["reason"]
        async with stage.commitments.running():
            second = await _agenda(stage, meeting, version=2)

    assert second["complete"]
    assert second["status"] == "revised"
    assert _item(second, "status_of_reporting")["counts"]["on_time"] == 1
    versions = (await stage.http.get(f"/v1/meetings/{meeting['id']}/agendas")).json()["items"]
    assert [one["version"] for one in versions] == [1, 2]


async def test_an_extension_that_ends_revises_the_agenda_with_the_report_that_came_within_it(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await _meet(stage, seconds=1.5)
        due_at = datetime.fromisoformat(milestone["due_at"])
        more = {"party": "NAM", "due_at": (due_at + timedelta(seconds=2)).isoformat(), "reason": "Floods"}
        await _post(stage, f"/v1/milestones/{milestone['id']}/extensions", more)
        first = await _agenda(stage, meeting)
        assert {one["party"]: one["kind"] for one in _item(first, "status_of_reporting")["records"]}[
            "NAM"
        ] == "extended"
        await submit(stage, milestone, "NAM")
        second = await _agenda(stage, meeting, version=2)

    kinds = {one["party"]: one["kind"] for one in _item(second, "status_of_reporting")["records"]}
    assert kinds["NAM"] == "submitted_on_time"
    assert "NAM" in second["reason"]


async def test_everything_delivered_twice_gives_the_same_agenda(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await _meet(stage, seconds=3.0)
        await submit(stage, milestone, "KEN")
        await asyncio.gather(*(_publish_again(source) for source in (stage.registry, stage.commitments)))
        agenda = await _agenda(stage, meeting)

    assert _item(agenda, "status_of_reporting")["counts"]["received"] == 1
    assert _item(agenda, "round_table_1")["counts"]["commitments_needing_attention"] == 1
    assert len(await _published(stage, "compact.agenda.")) == 1


async def _publish_again(source: Any) -> None:
    async with source.database.transaction() as tx:
        await tx.execute(text("UPDATE chassis.relay_cursor SET sequence = 0"))


async def test_a_preview_shows_the_agenda_as_if_the_deadline_were_now_and_stores_nothing(
    stage: Stage,
) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        _, milestone = await _meet(stage, seconds=3600)
        await submit(stage, milestone, "KEN")

        async def seen() -> bool:
            return (await _matrix(stage, milestone))["KEN"] == "submitted_on_time"

        await eventually(seen)
        preview = (await stage.http.get(f"/v1/milestones/{milestone['id']}/agenda:preview")).json()

    reporting = next(item for item in preview["items"] if item["key"] == "status_of_reporting")
    assert reporting["counts"]["received"] == 1
    assert reporting["counts"]["statuses"]["not_due"] == 3
    assert await _published(stage, "compact.agenda.") == []


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
        await _meet(stage, seconds=3600)
        before = await _published(stage, "")
        good = {"title": "Reports", "framework": "GCM", "due_at": "2035-03-31"}
        answer = await stage.http.post("/v1/milestones", json={**good, **changes}, headers=stage.secretariat)

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert any(error["pointer"].startswith(pointer) for error in answer.json()["errors"]), answer.text
    assert await _published(stage, "") == before

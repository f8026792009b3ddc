"""An agenda that cannot be assembled stops no other; a milestone of which there will be none is refused."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from chassis import timers
from chassis.queues import MOST_ATTEMPTS
from chassis.queues import store as queues
from chassis.testing import eventually
from review.agendas.hooks import PATIENCE_ENDS
from review.agendas.store.assemblies import ASSEMBLIES
from tests.integration.review.conftest import Stage
from tests.integration.review.facts import introduce
from tests.integration.review.meetings import assembled, meet


async def write(stage: Stage, statement: str, **values: Any) -> None:
    async with stage.runtime.database.transaction() as tx:
        await tx.execute(text(statement), values)


async def test_a_milestone_of_an_unknown_framework_is_refused_at_its_field(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        await meet(stage, seconds=3600)
    wanted = {"title": "Reports", "framework": "NONE", "due_at": "2035-03-31"}
    answer = await stage.http.post("/v1/milestones", json=wanted, headers=stage.secretariat)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/framework"
    assert "GCM" in error["detail"]
    listed = (await stage.http.get("/v1/milestones")).json()["items"]
    assert {one["framework"] for one in listed} == {"GCM"}


async def test_an_agenda_without_rules_is_set_aside_while_others_come_and_comes_when_they_are_published(
    stage: Stage,
) -> None:
    """As after a release that did not ask for rules when a milestone opened."""
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        failing, first = await meet(stage, seconds=1.5)
        await write(stage, "UPDATE review.milestone SET framework = 'NONE' WHERE id = :id", id=first["id"])
        going_on, _ = await meet(stage, seconds=1.5)
        agenda = await assembled(stage, going_on)
        assert agenda["complete"]
        assert agenda["reason"] == "the reporting deadline passed"

        async def is_set_aside() -> Any:
            await write(stage, "UPDATE review.assembly SET retry_at = now() WHERE retry_at > now()")
            async with stage.runtime.database.reading() as session:
                return await queues.set_aside(session, ASSEMBLIES)

        [item] = await eventually(is_set_aside, within=30, every=0.1)
        assert item.subject.startswith(first["id"])
        assert (item.attempts, item.error) == (
            MOST_ATTEMPTS,
            "NoRuleSetError: No rule set is published for NONE.",
        )
        await write(
            stage,
            "INSERT INTO review.rule_set SELECT 'NONE', version, body || "
            """'{"code": "NONE", "framework": "NONE"}', source, as_of FROM review.rule_set """
            "ORDER BY version DESC LIMIT 1",
        )
        async with stage.runtime.database.transaction() as tx:
            await queues.try_again(tx, item)
        assert (await assembled(stage, failing))["complete"]


async def test_an_agenda_that_comes_by_patience_and_is_complete_calls_no_source_silent(stage: Stage) -> None:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        meeting, milestone = await meet(stage, seconds=3600)
        cut_at = datetime.now(UTC)
        key = {"milestone_id": UUID(milestone["id"]), "cut_at": cut_at}
        waiting = {**key, "reason": "the reporting deadline passed", "attempts": 1}
        async with stage.runtime.database.transaction() as tx:  # it failed, and is tried again in an hour
            later = text("clock_timestamp() + interval '1 hour'")
            await tx.execute(insert(ASSEMBLIES.table).values(**waiting, retry_at=later))
        await eventually(lambda: are_complete(stage, cut_at))
        async with stage.runtime.database.transaction() as tx:
            await timers.schedule(tx, PATIENCE_ENDS, f"{milestone['id']}/{cut_at.isoformat()}", cut_at)
        agenda = await assembled(stage, meeting)
    assert agenda["complete"]
    assert agenda["reason"] == "the reporting deadline passed, and assembling had failed until then"
    async with stage.runtime.database.reading() as session:
        [counts] = await queues.counts(session, [ASSEMBLIES])
    assert counts.waiting == 0, "it is done, and is not made once more in an hour"


async def are_complete(stage: Stage, cut_at: datetime) -> bool:
    complete = "SELECT count(*) FROM chassis.current_source WHERE covered_time >= :cut"
    async with stage.runtime.database.reading() as session:
        return bool((await session.execute(text(complete), {"cut": cut_at})).scalar_one() == 2)

"""Previews of agendas: those without a token share one that is some seconds old at most."""

import asyncio
from uuid import uuid4

import pytest

from chassis.testing import eventually
from review.agendas import previewing
from review.agendas.rules.agenda import assemble
from review.agendas.rules.record import Agenda, Record
from review.agendas.rules.rule_set import RuleSet
from tests.integration.review.conftest import Stage
from tests.integration.review.facts import introduce
from tests.integration.review.meetings import meet


async def test_previews_without_a_token_are_made_once_for_all_who_ask(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Record] = []

    def count(record: Record, rule_set: RuleSet, minutes: int) -> Agenda:
        made.append(record)
        return assemble(record, rule_set, minutes)

    monkeypatch.setattr(previewing, "assemble", count)
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        _, milestone = await meet(stage, seconds=3600)
    path = f"/v1/milestones/{milestone['id']}/agenda:preview"

    answers = await asyncio.gather(*(stage.http.get(path) for _ in range(30)))
    assert [answer.status_code for answer in answers] == [200] * 30
    assert len({answer.content for answer in answers}) == 1
    assert len(made) == 1
    assert (await stage.http.get(path)).content == answers[0].content

    fresh = (await stage.http.get(path, headers=stage.secretariat)).json()
    assert len(made) == 2
    assert fresh["items"] == answers[0].json()["items"]

    monkeypatch.setattr(previewing, "FRESH", 0.0)
    assert (await stage.http.get(path)).content == answers[0].content  # while it is made anew

    async def made_anew() -> bool:
        return len(made) == 3

    await eventually(made_anew)
    monkeypatch.setattr(previewing, "KEPT", 0.0)
    await stage.http.get(path)
    assert len(made) == 4


async def test_a_milestone_that_nobody_knows_has_no_preview_for_anyone(stage: Stage) -> None:
    path = f"/v1/milestones/{uuid4()}/agenda:preview"
    answers = await asyncio.gather(*(stage.http.get(path) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [404] * 5

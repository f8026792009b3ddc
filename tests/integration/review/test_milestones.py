"""Milestones that are not due yet can be changed, by a merge patch of the version that was seen."""

from typing import Any

import httpx

from tests.integration.review.conftest import Stage
from tests.integration.review.facts import introduce
from tests.integration.review.meetings import meet, published
from tests.support.tags import version_of


async def _open(stage: Stage) -> dict[str, Any]:
    async with stage.registry.running(), stage.commitments.running():
        await introduce(stage)
        _, milestone = await meet(stage, seconds=3600)
    return milestone


async def _change(stage: Stage, milestone: dict[str, Any], changes: dict[str, Any]) -> httpx.Response:
    headers = {**stage.secretariat, "If-Match": f'"{milestone["version"]}"'}
    return await stage.http.patch(f"/v1/milestones/{milestone['id']}", json=changes, headers=headers)


async def test_what_a_patch_leaves_out_stays_and_null_gives_back_the_default(stage: Stage) -> None:
    milestone = await _open(stage)
    midnight = {"due_at": "2031-04-01T00:00:00.000000Z", "locks_at": "2031-06-01T00:00:00.000000Z"}
    moved = (await _change(stage, milestone, midnight)).json()
    assert (moved["version"], moved["due_at"], moved["locks_at"]) == (2, *midnight.values())

    renamed = (await _change(stage, moved, {"title": "Reports of 2031"})).json()
    assert renamed == {**moved, "version": 3, "title": "Reports of 2031"}

    freed = (await _change(stage, renamed, {"meeting_id": None, "locks_at": None})).json()
    assert freed == {**renamed, "version": 4, "meeting_id": None, "locks_at": "2031-05-01T00:00:00.000000Z"}
    assert len(await published(stage, "compact.milestone.changed.")) == 3


async def test_a_title_and_a_deadline_cannot_be_removed(stage: Stage) -> None:
    milestone = await _open(stage)
    answer = await _change(stage, milestone, {"title": None, "due_at": None})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/title", "/due_at"}


async def test_a_patch_that_changes_nothing_makes_no_version(stage: Stage) -> None:
    milestone = await _open(stage)
    for patch in ({}, {"title": milestone["title"]}, {"due_at": milestone["due_at"]}):
        answer = await _change(stage, milestone, patch)
        assert (answer.json(), version_of(answer)) == (milestone, 1)
    assert await published(stage, "compact.milestone.changed.") == []


async def test_a_time_without_an_offset_is_no_day_and_the_reason_names_the_mend(stage: Stage) -> None:
    milestone = await _open(stage)
    answer = await _change(stage, milestone, {"due_at": "2031-12-10T00:00:00"})
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "/due_at")
    assert "append Z" in fault["detail"]


async def test_an_extension_may_end_with_a_day_like_a_milestone(stage: Stage) -> None:
    milestone = await _open(stage)
    zoned = (await _change(stage, milestone, {"time_zone": "Africa/Nairobi"})).json()
    path = f"/v1/milestones/{zoned['id']}/extensions"
    more = {"party": "KEN", "due_at": "2031-12-10", "reason": "Floods"}
    granted = await stage.http.post(path, json=more, headers=stage.secretariat)
    assert granted.json()["extended_due_at"] == "2031-12-10T21:00:00.000000Z"


async def test_a_deadline_cannot_be_so_late_that_it_could_not_be_sent_again(stage: Stage) -> None:
    milestone = await _open(stage)
    for late in ({"due_at": "2199-12-31"}, {"due_at": "2199-12-20T00:00:00Z", "locks_at": None}):
        answer = await _change(stage, milestone, late)
        assert answer.status_code == 422, answer.text

"""Reports over HTTP: from a draft to the secretariat's decision."""

from datetime import datetime
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import data_of, internal_types, last_event, public_events
from tests.integration.commitments.neighbours import Review
from tests.support.problems import type_of
from tests.support.tags import version_of

SUBMITTED = "compact.report.submitted.v1"


@pytest_asyncio.fixture
async def milestone(review: Review) -> UUID:
    return await review.opens("KEN", "UGA")


async def test_a_submitted_report_is_everyones(kenya: Party, public: Party, milestone: UUID) -> None:
    report_id = await kenya.submits(milestone)
    shown = (await public.get(f"/v1/reports/{report_id}")).json()
    assert shown["submission"] == 1
    assert shown["challenges"] == kenya.report(milestone)["challenges"]
    assert shown["practices"] == kenya.report(milestone)["practices"]
    assert shown["completed_at"] is None, "how a party works is its own"
    listed = (await public.get("/v1/reports", milestone_id=str(milestone))).json()
    assert [one["id"] for one in listed["items"]] == [report_id]


async def test_the_time_of_submission_is_the_ledgers(kenya: Party, milestone: UUID, runtime: Runtime) -> None:
    report_id = await kenya.submits(milestone)
    event = await last_event(runtime, SUBMITTED)
    shown = (await kenya.get(f"/v1/reports/{report_id}")).json()
    assert datetime.fromisoformat(shown["submitted_at"]) == event.time
    assert shown["first_submitted_at"] == shown["submitted_at"]
    assert shown["completed_at"] < shown["signed_off_at"] < shown["submitted_at"]


async def test_a_submission_is_told_in_full(kenya: Party, milestone: UUID, runtime: Runtime) -> None:
    report_id = await kenya.submits(milestone)
    event = await last_event(runtime, SUBMITTED)
    said = kenya.report(milestone)
    assert data_of(event) == {**said, "version": 4, "report_id": report_id, "submission": 1}
    assert (event.subject, event.party, event.region) == (report_id, "KEN", "ECA")


async def test_steps_before_submission_are_for_audit_only(
    kenya: Party, milestone: UUID, runtime: Runtime
) -> None:
    await kenya.does(await kenya.begins(milestone), "complete", "sign-off")
    assert await internal_types(runtime) == [
        "compact.report.drafted.v1",
        "compact.report.completed.v1",
        "compact.report.signed-off.v1",
    ]
    assert not await public_events(runtime, SUBMITTED)


async def test_what_is_not_submitted_does_not_exist_for_others(
    kenya: Party, uganda: Party, public: Party, secretariat: Party, milestone: UUID
) -> None:
    report_id = await kenya.begins(milestone)
    for other in (uganda, public, secretariat):
        assert (await other.get(f"/v1/reports/{report_id}")).status_code == 404
        assert (await other.get("/v1/reports")).json()["items"] == []
    assert (await uganda.does(report_id, "complete")).status_code == 404
    answer = await secretariat.step(f"/v1/reports/{report_id}:accept", {"note": ""})
    assert answer.status_code == 404
    assert [one["id"] for one in (await kenya.get("/v1/reports")).json()["items"]] == [report_id]


async def test_a_party_writes_only_its_own_reports(kenya: Party, uganda: Party, milestone: UUID) -> None:
    assert (await uganda.post("/v1/reports", kenya.report(milestone))).status_code == 403
    report_id = await kenya.submits(milestone)
    assert (await uganda.does(report_id, "complete")).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"milestone_id": "01a20c96-4afb-7685-afcb-bb1da7f17195"}, "/milestone_id"),
        ({"challenges": [{"goal": "5", "text": "a"}, {"goal": "24", "text": "b"}]}, "/challenges/1/goal"),
        ({"practices": [{"goal": "10.c", "title": "a", "text": "b"}]}, "/practices/0/goal"),
        ({"title": "a\x00b"}, "/title"),
        ({"language": "klingonese"}, "/language"),
    ],
)
async def test_a_report_that_cannot_be_is_refused_at_the_field(
    kenya: Party, milestone: UUID, changes: dict[str, object], pointer: str
) -> None:
    answer = await kenya.post("/v1/reports", kenya.report(milestone) | changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_party_that_owes_no_report_cannot_begin_one(kenya: Party, review: Review) -> None:
    others = await review.opens("UGA")
    answer = await kenya.post("/v1/reports", kenya.report(others))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/party")


async def test_a_party_reports_once_for_a_milestone(kenya: Party, milestone: UUID) -> None:
    await kenya.begins(milestone)
    answer = await kenya.post("/v1/reports", kenya.report(milestone))
    assert (answer.status_code, answer.json()["type"]) == (409, type_of("report-exists"))


async def test_a_report_is_completed_and_signed_off_before_it_is_submitted(
    kenya: Party, milestone: UUID
) -> None:
    report_id = await kenya.begins(milestone)
    assert (await kenya.does(report_id, "submit")).json()["type"] == type_of("conflict")
    assert (await kenya.does(report_id, "sign-off")).status_code == 409
    assert (await kenya.does(report_id, "complete", "submit")).status_code == 409
    assert (await kenya.does(report_id, "sign-off", "submit")).status_code == 200


async def test_a_change_is_to_be_completed_and_signed_off_again(kenya: Party, milestone: UUID) -> None:
    report_id = await kenya.begins(milestone)
    signed = await kenya.does(report_id, "complete", "sign-off")
    changed = await kenya.patch(f"/v1/reports/{report_id}", {"title": "New"}, signed.json()["version"])
    assert changed.status_code == 200, changed.text
    assert changed.json()["title"] == "New"
    assert (changed.json()["completed_at"], changed.json()["signed_off_at"]) == (None, None)
    assert (await kenya.does(report_id, "submit")).status_code == 409


async def test_nobody_changes_what_they_have_not_seen(kenya: Party, milestone: UUID) -> None:
    report_id = await kenya.begins(milestone)
    await kenya.does(report_id, "complete")
    stale = await kenya.patch(f"/v1/reports/{report_id}", {"title": "New"}, 1)
    assert stale.status_code == 412
    shown = await kenya.get(f"/v1/reports/{report_id}")
    assert version_of(shown) == 2


async def test_a_submitted_report_stays_as_it_is(kenya: Party, milestone: UUID) -> None:
    report_id = await kenya.submits(milestone)
    changed = await kenya.patch(f"/v1/reports/{report_id}", {"title": "New"}, 4)
    assert (changed.status_code, changed.json()["type"]) == (409, type_of("report-submitted"))
    assert (await kenya.does(report_id, "submit")).status_code == 409


async def test_a_returned_report_is_submitted_again_and_its_first_time_stays(
    kenya: Party, public: Party, secretariat: Party, milestone: UUID, runtime: Runtime
) -> None:
    report_id = await kenya.submits(milestone)
    path = f"/v1/reports/{report_id}"
    returned = await secretariat.step(f"{path}:return", {"note": "Please add figures."})
    assert returned.status_code == 200, returned.text
    changed = await kenya.patch(path, {"title": "Second"}, returned.json()["version"])
    assert changed.status_code == 200, changed.text
    in_between = (await public.get(path)).json()
    assert (in_between["title"], in_between["decision"]) == ("Voluntary national report", "returned")
    assert in_between["note"] == "Please add figures."
    assert (await kenya.does(report_id, "complete", "sign-off", "submit")).status_code == 200
    again = (await public.get(path)).json()
    assert (again["title"], again["submission"], again["decision"]) == ("Second", 2, None)
    assert again["first_submitted_at"] == in_between["submitted_at"] < again["submitted_at"]
    assert [data_of(one)["submission"] for one in await public_events(runtime, SUBMITTED)] == [1, 2]


async def test_a_returned_report_is_to_be_completed_and_signed_off_again(
    kenya: Party, secretariat: Party, milestone: UUID
) -> None:
    report_id = await kenya.submits(milestone)
    await secretariat.step(f"/v1/reports/{report_id}:return", {"note": ""})
    assert (await kenya.does(report_id, "submit")).json()["type"] == type_of("conflict")
    assert (await kenya.does(report_id, "complete", "sign-off", "submit")).status_code == 200


async def test_a_submission_is_decided_once(
    kenya: Party, secretariat: Party, milestone: UUID, runtime: Runtime
) -> None:
    report_id = await kenya.submits(milestone)
    path = f"/v1/reports/{report_id}"
    assert (await secretariat.step(f"{path}:accept", {"note": "Thank you."})).status_code == 200
    assert (await secretariat.step(f"{path}:return", {"note": "No."})).status_code == 409
    event = data_of(await last_event(runtime, "compact.report.accepted.v1"))
    assert (event["report_id"], event["party"], event["note"]) == (report_id, "KEN", "Thank you.")


async def test_only_the_secretariat_decides(kenya: Party, public: Party, milestone: UUID) -> None:
    path = f"/v1/reports/{await kenya.submits(milestone)}"
    assert (await kenya.step(f"{path}:accept", {"note": ""})).status_code == 403
    assert (await public.step(f"{path}:return", {"note": ""})).status_code == 401


async def test_a_repeated_submission_has_one_effect(kenya: Party, milestone: UUID, runtime: Runtime) -> None:
    report_id = await kenya.begins(milestone)
    await kenya.does(report_id, "complete", "sign-off")
    once = {"Idempotency-Key": "once", "If-Match": '"3"'}
    first, second = [await kenya.post(f"/v1/reports/{report_id}:submit", **once) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert len(await public_events(runtime, SUBMITTED)) == 1


async def test_a_report_larger_than_an_event_is_refused(kenya: Party, milestone: UUID) -> None:
    long = [{"goal": "5", "text": "\U0001f30d" * 4000}] * 20
    answer = await kenya.post("/v1/reports", kenya.report(milestone, challenges=long))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/challenges")


async def test_reports_are_listed_page_by_page(kenya: Party, public: Party, review: Review) -> None:
    wanted = [await kenya.submits(await review.opens("KEN")) for _ in range(3)]
    first = (await public.get("/v1/reports", limit=2, party="KEN")).json()
    rest = (await public.get("/v1/reports", limit=2, party="KEN", cursor=first["next_cursor"])).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == wanted
    assert rest["next_cursor"] is None


async def test_a_patch_that_changes_nothing_leaves_a_report_signed_off(kenya: Party, milestone: UUID) -> None:
    report_id = await kenya.begins(milestone)
    version = (await kenya.does(report_id, "complete", "sign-off")).json()["version"]
    before = (await kenya.get(f"/v1/reports/{report_id}")).json()
    for patch in ({}, {"title": before["title"]}):
        assert (await kenya.patch(f"/v1/reports/{report_id}", patch, version)).json() == before
    assert (await kenya.does(report_id, "submit")).status_code == 200

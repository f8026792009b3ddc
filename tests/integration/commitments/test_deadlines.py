"""Until when reports are taken: the lock date, extensions, exemptions, and the race with the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis import ledger
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from commitments.reports import submitting
from commitments.reports.errors import ReportLockedError
from commitments.reports.store import reports as store
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import public_events
from tests.integration.commitments.neighbours import Review
from tests.support.problems import type_of

LONG_AGO = {"opens_at": "2026-01-01T00:00:00Z", "due_at": "2026-01-02T00:00:00Z"}
PAST = {**LONG_AGO, "locks_at": "2026-01-03T00:00:00Z"}


def later(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


async def ready(party: Party, milestone_id: UUID) -> str:
    """A report that only needs to be submitted."""
    report_id = await party.begins(milestone_id)
    assert (await party.does(report_id, "complete", "sign-off")).status_code == 200
    return report_id


async def test_a_locked_milestone_takes_no_report(kenya: Party, review: Review, runtime: Runtime) -> None:
    report_id = await ready(kenya, await review.opens("KEN", **PAST))
    answer = await kenya.does(report_id, "submit")
    assert (answer.status_code, answer.json()["type"]) == (409, type_of("locked"))
    assert not await public_events(runtime, "compact.report.submitted.v1")


async def test_a_late_report_is_taken_until_the_lock_date(kenya: Party, review: Review) -> None:
    await kenya.submits(await review.opens("KEN", **LONG_AGO))


async def test_an_extension_moves_the_lock_of_its_party_only(
    kenya: Party, uganda: Party, review: Review
) -> None:
    milestone = await review.opens("KEN", "UGA", **PAST)
    kenyan, ugandan = await ready(kenya, milestone), await ready(uganda, milestone)
    granted = {
        "milestone_id": milestone,
        "party": "KEN",
        "due_at": later(hours=1),
        "locks_at": later(hours=2),
    }
    await review.say("compact.extension.granted.v1", **granted, reason="a flood")
    assert (await kenya.does(kenyan, "submit")).status_code == 200
    assert (await uganda.does(ugandan, "submit")).status_code == 409


async def test_the_newest_extension_counts(kenya: Party, review: Review) -> None:
    milestone = await review.opens("KEN", **PAST)
    report_id = await ready(kenya, milestone)
    for locks_at in (later(hours=1), PAST["locks_at"]):
        granted = {"milestone_id": milestone, "party": "KEN", "due_at": locks_at, "locks_at": locks_at}
        await review.say("compact.extension.granted.v1", **granted, reason="")
    assert (await kenya.does(report_id, "submit")).status_code == 409


async def test_a_milestone_that_moved_is_taken_as_it_is_now(kenya: Party, review: Review) -> None:
    milestone = await review.opens("KEN", **PAST)
    report_id = await ready(kenya, milestone)
    await review.changes(milestone, "KEN", **LONG_AGO, locks_at=later(hours=1))
    assert (await kenya.does(report_id, "submit")).status_code == 200


async def test_an_exempt_party_reports_no_more(kenya: Party, review: Review) -> None:
    milestone = await review.opens("KEN")
    report_id = await ready(kenya, milestone)
    await review.say("compact.exemption.granted.v1", milestone_id=milestone, party="KEN", reason="a war")
    submitted = await kenya.does(report_id, "submit")
    assert (submitted.status_code, submitted.json()["type"]) == (409, type_of("not-open"))


async def test_a_report_that_was_returned_is_submitted_again_though_its_party_is_exempt_now(
    kenya: Party, secretariat: Party, review: Review
) -> None:
    milestone = await review.opens("KEN")
    report_id = await kenya.submits(milestone)
    await review.say("compact.exemption.granted.v1", milestone_id=milestone, party="KEN", reason="a war")
    returned = await secretariat.step(f"/v1/reports/{report_id}:return", {"note": "Please add figures."})
    assert returned.status_code == 200
    again = await kenya.does(report_id, "complete", "sign-off", "submit")
    assert again.status_code == 200, again.text


async def test_an_exempt_party_cannot_begin_a_report(kenya: Party, review: Review) -> None:
    milestone = await review.opens("KEN")
    await review.say("compact.exemption.granted.v1", milestone_id=milestone, party="KEN", reason="a war")
    answer = await kenya.post("/v1/reports", kenya.report(milestone))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/party")


async def test_no_report_begins_before_its_milestone_opens(kenya: Party, review: Review) -> None:
    times = {"opens_at": later(hours=1), "due_at": later(hours=2), "locks_at": later(hours=3)}
    milestone = await review.opens("KEN", **times)
    answer = await kenya.post("/v1/reports", kenya.report(milestone))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/milestone_id")


async def test_no_report_is_submitted_before_a_milestone_that_moved_opens(
    kenya: Party, review: Review
) -> None:
    milestone = await review.opens("KEN")
    report_id = await ready(kenya, milestone)
    times = {"opens_at": later(hours=1), "due_at": later(hours=2), "locks_at": later(hours=3)}
    await review.changes(milestone, "KEN", **times)
    answer = await kenya.does(report_id, "submit")
    assert (answer.status_code, answer.json()["type"]) == (409, type_of("not-open"))


async def test_a_lock_that_falls_between_the_check_and_the_commit_counts(
    kenya: Party, review: Review, runtime: Runtime
) -> None:
    milestone = await review.opens("KEN")
    report_id = UUID(await ready(kenya, milestone))
    locks_at = datetime.now(UTC) + timedelta(seconds=1)
    await review.changes(milestone, "KEN", **LONG_AGO, locks_at=locks_at.isoformat())

    async def lock_has_passed() -> bool:
        async with runtime.database.reading() as session:
            return await ledger.now(session) >= locks_at

    taking = runtime.database.transaction()
    tx = await taking.__aenter__()
    report = await store.lock(tx, report_id)
    assert report is not None
    await submitting.submit(tx, report)  # the check is made in time
    await eventually(lock_has_passed)
    with pytest.raises(ReportLockedError):
        await taking.__aexit__(None, None, None)
    assert not await public_events(runtime, "compact.report.submitted.v1")
    shown: dict[str, Any] = (await kenya.get(f"/v1/reports/{report_id}")).json()
    assert (shown["submission"], shown["submitted_at"]) == (0, None)

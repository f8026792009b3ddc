"""When a report may be written, submitted and decided on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commitments.reports import rules
from commitments.reports.lifecycle import REPORT
from commitments.reports.models import Challenge
from commitments.reports.rules import Decision, Milestone

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HOUR = timedelta(hours=1)


def milestone(**changes: Any) -> Milestone:
    facts: dict[str, Any] = {
        "reference": "GCM-2026-1",
        "framework": "GCM",
        "opens_at": NOW,
        "locks_at": NOW + HOUR,
        "expected": True,
        "exempt": False,
    }
    return Milestone(**{**facts, **changes})


def test_an_extension_moves_the_lock_date_and_never_back() -> None:
    assert rules.lock_date(NOW, None) == NOW
    assert rules.lock_date(NOW, NOW + HOUR) == NOW + HOUR
    assert rules.lock_date(NOW, NOW - HOUR) == NOW


def test_only_an_expected_party_that_is_not_exempt_reports() -> None:
    assert not list(rules.party_faults(milestone(), "KEN"))
    [not_expected] = rules.party_faults(milestone(expected=False), "KEN")
    [exempt] = rules.party_faults(milestone(exempt=True), "KEN")
    assert not_expected == ("/party", "KEN owes no report for GCM-2026-1")
    assert exempt == ("/party", "KEN is exempt from reporting for GCM-2026-1")
    assert not list(rules.party_faults(milestone(exempt=True), "KEN", submitted=True))


def test_each_part_is_about_a_goal_of_the_framework() -> None:
    parts = [Challenge(goal="5", text="a"), Challenge(goal="99", text="b")]
    assert list(rules.goal_faults("challenges", parts, "GCM", {"5"})) == [
        ("/challenges/1/goal", "GCM has no goal 99")
    ]


@pytest.mark.parametrize(
    ("completed", "signed_off", "submission", "decision", "status"),
    [
        (False, False, 0, None, "draft"),
        (True, False, 0, None, "completed"),
        (True, True, 0, None, "signed_off"),
        (True, True, 1, None, "submitted"),
        (True, True, 1, "accepted", "accepted"),
        (False, False, 1, "returned", "returned"),
        (True, False, 1, "returned", "completed"),
        (True, True, 1, "returned", "signed_off"),
        (True, True, 2, None, "submitted"),
    ],
)
def test_the_status_of_a_report_follows_from_its_facts(
    completed: bool, signed_off: bool, submission: int, decision: Decision | None, status: str
) -> None:
    facts = {"completed": completed, "signed_off": signed_off}
    assert rules.report_status(**facts, submission=submission, decision=decision) == status


def test_a_report_is_completed_then_signed_off_then_submitted() -> None:
    order = ["draft", "completed", "signed_off", "submitted"]
    steps = [REPORT.step(name) for name in ("complete", "sign-off", "submit")]
    assert [(order[place], (order[place + 1],)) for place in range(3)] == [
        (next(one for one in step.sources if one != "returned"), step.targets) for step in steps
    ]


def test_a_report_may_change_before_its_submission_and_after_each_return() -> None:
    assert set(REPORT.statuses) - set(rules.OPEN) == {"submitted", "accepted"}
    assert all(set(step.sources) <= {"submitted"} for step in map(REPORT.step, ("accept", "return")))


def test_the_life_cycle_draws_what_a_change_does_to_the_status() -> None:
    taken_back = set()
    for completed, signed_off in ((True, False), (True, True)):
        for submission, decision in ((0, None), (1, "returned")):
            facts: Any = {"submission": submission, "decision": decision}
            before = rules.report_status(completed=completed, signed_off=signed_off, **facts)
            taken_back.add((before, rules.report_status(completed=False, signed_off=False, **facts)))
    assert set(REPORT.taken_back) == taken_back

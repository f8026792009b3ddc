"""When a report may be written, submitted and decided on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commitments.reports.models import Challenge
from commitments.reports import rules
from commitments.reports.rules import Milestone

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


def test_each_part_is_about_a_goal_of_the_framework() -> None:
    parts = [Challenge(goal="5", text="a"), Challenge(goal="99", text="b")]
    assert list(rules.goal_faults("challenges", parts, "GCM", {"5"})) == [
        ("/challenges/1/goal", "GCM has no goal 99")
    ]


@pytest.mark.parametrize(
    ("submission", "decision", "is_open", "awaits"),
    [
        (0, None, True, False),
        (1, None, False, True),
        (1, "accepted", False, False),
        (1, "returned", True, False),
        (2, None, False, True),
    ],
)
def test_a_report_is_open_before_its_submission_and_after_each_return(
    submission: int, decision: str | None, is_open: bool, awaits: bool
) -> None:
    assert rules.is_open(submission, decision) is is_open
    assert rules.awaits_decision(submission, decision) is awaits


def test_a_report_is_completed_then_signed_off_then_submitted() -> None:
    assert rules.missing_step(False, False) == "Its author has not completed the report."
    assert rules.missing_step(True, False) == "The party's focal point has not signed the report off."
    assert rules.missing_step(True, True) is None

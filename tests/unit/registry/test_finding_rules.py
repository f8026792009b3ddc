"""Where a finding stands, what can be done with it, and what is history."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from registry.catalogue.rules.days import spelled_out, years_before
from registry.findings.lifecycle import FINDING
from registry.findings.rules.findings import Finding, code_of, is_recent, needs_accreditation

NOW = datetime(2027, 3, 3, tzinfo=UTC)
PUBLISHED = {"published_at": NOW, "opened_on": NOW.date()}
REPLIED = {**PUBLISHED, "reply": "Not so.", "replied_at": NOW}
CLOSED = {**REPLIED, "closed_at": NOW, "closed_reason": "Settled."}
DISMISSED = {"dismissed_at": NOW, "dismissed_reason": "No record says so."}


def finding(**facts: Any) -> Finding:
    return Finding.model_validate(
        {
            "id": UUID(int=1),
            "version": 1,
            "code": "F-2027-0001",
            "kind": "reported",
            "state": "KEN",
            "title": "Kenya",
            "text": "Kenya.",
            "instrument": None,
            "themes": [],
            "goals": [],
            "evidence": [],
            "happened_on": None,
            "record": None,
            "occasion": "",
            "reported_by": "client-1",
            "raised_at": NOW,
            **facts,
        }
    )


@pytest.mark.parametrize(
    ("facts", "status", "steps"),
    [
        ({}, "raised", {"publish", "dismiss"}),
        (DISMISSED, "dismissed", set()),
        (PUBLISHED, "open", {"reply", "close"}),
        (REPLIED, "replied", {"reply", "close"}),
        (CLOSED, "closed", set()),
        ({**PUBLISHED, "closed_at": NOW}, "closed", set()),
    ],
)
def test_where_a_finding_stands_follows_from_what_was_done(
    facts: dict[str, Any], status: str, steps: set[str]
) -> None:
    one = finding(**facts)
    assert one.status == status
    assert {step.name for step in FINDING.steps if FINDING.allows(step.name, one.status)} == steps


@pytest.mark.parametrize(
    ("day", "recent"),
    [
        (date(2027, 3, 3), True),
        (date(2025, 3, 3), True),
        (date(2025, 3, 2), False),
        (date(1995, 3, 3), False),
    ],
)
def test_what_happened_two_years_before_it_is_recorded_is_history(day: date, recent: bool) -> None:
    assert is_recent(day, date(2027, 3, 3)) is recent


@pytest.mark.parametrize(
    ("roles", "needs"),
    [
        ({"secretariat"}, False),
        ({"assessor"}, False),
        ({"coordination_member"}, False),
        ({"un_entity"}, False),
        ({"stakeholder"}, True),
        (set[str](), True),
        ({"stakeholder", "assessor"}, False),
    ],
)
def test_who_has_a_mandate_needs_no_accreditation(roles: set[str], needs: bool) -> None:
    assert needs_accreditation(roles) is needs


def test_codes_keep_the_order_of_their_numbers() -> None:
    codes = [code_of(2027, number) for number in (2, 10, 999, 1000)]
    assert codes == sorted(codes)
    assert codes[0] == "F-2027-0002"


def test_days_are_counted_back_over_leap_years_and_written_out() -> None:
    assert years_before(date(2028, 2, 29), 2) == date(2026, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
    assert years_before(date(3, 1, 1), 4) == date(1, 1, 1)
    assert spelled_out(date(2027, 3, 3)) == "3 March 2027"

"""Which step may follow on which in an accreditation."""

from datetime import UTC, date, datetime
from typing import get_args
from uuid import uuid4

import pytest

from registry.accreditation.rules import Accreditation, Fact, Status, Step, Term, shortened, why_not


def accreditation(status: Status, *taken: Step) -> Accreditation:
    """One that stands at `status`, after the steps `taken`."""
    fact = Fact(at=datetime(2027, 1, 1, tzinfo=UTC), outcome=None, reason=None)
    return Accreditation(
        id=uuid4(),
        version=1,
        code="A-2027-1",
        client="client",
        actor="FORUM",
        registered=False,
        name="Forum",
        kind="civil_society",
        statement="We speak.",
        contact="crm-1",
        since=None,
        until=None,
        status=status,
        steps=dict.fromkeys(("applied", *taken), fact),
    )


@pytest.mark.parametrize(
    ("status", "next_step"),
    [
        ("applied", "review_begun"),
        ("under_review", "decided"),
        ("declined", "appealed"),
        ("under_appeal", "appeal_decided"),
        ("accredited", "ended"),
        ("ended", None),
    ],
)
def test_one_step_follows_on_each_status_and_no_other(status: Status, next_step: Step | None) -> None:
    standing = accreditation(status)
    allowed = [step for step in get_args(Step) if why_not(standing, step) is None]
    assert allowed == ([] if next_step is None else [next_step])


def test_nobody_appeals_twice() -> None:
    assert why_not(accreditation("declined", "appealed", "appeal_decided"), "appealed") is not None


def test_a_term_does_not_end_before_it_has_begun() -> None:
    term = Term(since=date(2027, 5, 1), until=None)
    assert shortened(term, date(2027, 1, 1)) == Term(since=term.since, until=term.since)

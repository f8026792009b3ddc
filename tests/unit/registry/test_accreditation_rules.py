"""Which step may follow on which in an accreditation, and how a term is cut short."""

from datetime import date
from typing import get_args

import pytest

from registry.accreditation.lifecycle import ACCREDITATION
from registry.accreditation.rules import Status, Term, shortened


@pytest.mark.parametrize(
    ("status", "next_step"),
    [
        ("applied", "review"),
        ("under_review", "decide"),
        ("declined", "appeal"),
        ("under_appeal", "decide-appeal"),
        ("accredited", "end"),
        ("ended", None),
    ],
)
def test_one_step_follows_on_each_status_and_no_other(status: Status, next_step: str | None) -> None:
    allowed = [step.name for step in ACCREDITATION.steps if ACCREDITATION.allows(step.name, status)]
    assert allowed == ([] if next_step is None else [next_step])


def test_the_life_cycle_has_the_statuses_that_are_shown() -> None:
    assert set(ACCREDITATION.statuses) == set(get_args(Status))


def test_a_term_does_not_end_before_it_has_begun() -> None:
    term = Term(since=date(2027, 5, 1), until=None)
    assert shortened(term, date(2027, 1, 1)) == Term(since=term.since, until=term.since)

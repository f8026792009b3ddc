"""The submission matrix."""

from datetime import UTC, datetime, timedelta

import pytest

from review.submissions.rules import Expected, matrix, rates, rates_by_region, timeliness

DUE = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EXTENDED = DUE + timedelta(days=7)


@pytest.mark.parametrize(
    ("expected", "as_of", "status"),
    [
        (Expected(party="KEN"), DUE - SECOND, "not_due"),
        (Expected(party="KEN"), DUE, "overdue"),
        (Expected(party="KEN", first_submitted_at=DUE - timedelta(microseconds=1)), DUE, "submitted_on_time"),
        (Expected(party="KEN", first_submitted_at=DUE), DUE, "submitted_late"),
        (Expected(party="KEN", extended_due_at=EXTENDED), DUE - SECOND, "not_due"),
        (Expected(party="KEN", extended_due_at=EXTENDED), DUE, "extended"),
        (Expected(party="KEN", extended_due_at=EXTENDED), EXTENDED, "overdue"),
        (
            Expected(party="KEN", extended_due_at=EXTENDED, first_submitted_at=DUE),
            EXTENDED,
            "submitted_on_time",
        ),
        (Expected(party="KEN", extended_due_at=DUE - SECOND), DUE - SECOND, "not_due"),
        (
            Expected(party="KEN", extended_due_at=DUE - SECOND, first_submitted_at=DUE - SECOND),
            DUE,
            "submitted_on_time",
        ),
        (Expected(party="KEN", exempt=True), EXTENDED, "exempt"),
        (Expected(party="KEN", exempt=True, first_submitted_at=DUE - SECOND), DUE, "submitted_on_time"),
    ],
)
def test_a_party_has_the_status_that_its_first_submission_and_its_own_deadline_give_it(
    expected: Expected, as_of: datetime, status: str
) -> None:
    assert timeliness(expected, DUE, as_of) == status


def test_rates_leave_the_exempt_out_and_each_party_counts_once_in_its_region() -> None:
    rows = matrix(
        [
            Expected(party="NAM", region="ECA", first_submitted_at=DUE - SECOND),
            Expected(party="KEN", region="ECA", first_submitted_at=DUE + SECOND),
            Expected(party="FRA", region="ECE"),
            Expected(party="CHL", region="ECLAC", exempt=True),
        ],
        DUE,
        DUE + 2 * SECOND,
    )
    overall = rates(rows)
    assert (overall.expected, overall.received, overall.on_time) == (3, 2, 1)
    assert overall.reporting_rate == pytest.approx(2 / 3, abs=1e-4)
    regions = rates_by_region(rows)
    assert sum(one.expected for one in regions.values()) == overall.expected
    assert regions["ECLAC"].reporting_rate == 0


def test_a_party_is_due_at_the_later_of_its_extension_and_a_deadline_that_moved() -> None:
    [row] = matrix([Expected(party="KEN", extended_due_at=DUE - SECOND)], DUE, DUE)
    assert row.due_at == DUE


def test_the_matrix_is_ordered_by_party() -> None:
    rows = matrix([Expected(party="ZWE"), Expected(party="AFG")], DUE, DUE)
    assert [row.party for row in rows] == ["AFG", "ZWE"]

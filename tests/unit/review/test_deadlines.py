"""When a milestone is due."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from review.schedule.deadlines import ScheduleFault, check_schedule, instant

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_bare_date_ends_at_midnight_of_the_next_day_in_the_zone_of_the_milestone() -> None:
    assert instant(date(2026, 3, 31), "Pacific/Kiritimati") == datetime(2026, 3, 31, 10, tzinfo=UTC)
    assert instant(date(2026, 3, 31), "America/New_York") == datetime(2026, 4, 1, 4, tzinfo=UTC)


def test_a_day_on_which_clocks_change_ends_when_that_day_ends_there() -> None:
    assert instant(date(2026, 3, 29), "Europe/Paris") == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_an_instant_is_the_same_instant_whatever_zone_it_is_written_in() -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    assert instant(datetime(2026, 4, 1, 5, 45, tzinfo=kathmandu), "UTC") == datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "due", "locks", "field"),
    [
        (-2, -1, 1, "due_at"),
        (-2, 0, 1, "due_at"),
        (3, 2, 4, "due_at"),
        (2, 2, 4, "due_at"),
        (1, 3, 2, "locks_at"),
    ],
)
def test_a_schedule_that_contradicts_itself_names_the_field_to_change(
    opens: int, due: int, locks: int, field: str
) -> None:
    opens_at, due_at, locks_at = (NOW + timedelta(days=days) for days in (opens, due, locks))
    with pytest.raises(ScheduleFault) as caught:
        check_schedule(opens_at, due_at, locks_at, NOW)
    assert caught.value.field == field


def test_a_lock_at_the_deadline_itself_is_allowed() -> None:
    check_schedule(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1), NOW)

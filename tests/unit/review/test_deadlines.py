"""When a milestone is due."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from review.schedule.rules import ScheduleFault, Times, check_schedule, extended, instant

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
    times = Times(*(NOW + timedelta(days=days) for days in (opens, due, locks)))
    with pytest.raises(ScheduleFault) as caught:
        check_schedule(times, NOW)
    assert caught.value.field == field


def test_a_lock_at_the_deadline_itself_is_allowed() -> None:
    check_schedule(Times(NOW, NOW + timedelta(days=1), NOW + timedelta(days=1)), NOW)


DAY = timedelta(days=1)
TIMES = Times(NOW, NOW + 10 * DAY, NOW + 40 * DAY)


def test_an_extended_report_locks_as_long_after_its_deadline_as_the_others_do() -> None:
    assert extended(TIMES, None, NOW + 15 * DAY, None) == Times(NOW, NOW + 15 * DAY, NOW + 45 * DAY)


@pytest.mark.parametrize(
    ("earlier", "due", "locks", "field"),
    [
        (None, 10, None, "due_at"),
        (20, 20, None, "due_at"),
        (20, 15, None, "due_at"),
        (None, 15, 14, "locks_at"),
    ],
)
def test_an_extension_ends_after_the_present_deadline_and_locks_no_earlier(
    earlier: int | None, due: int, locks: int | None, field: str
) -> None:
    own_due_at = None if earlier is None else NOW + earlier * DAY
    locks_at = None if locks is None else NOW + locks * DAY
    with pytest.raises(ScheduleFault) as caught:
        extended(TIMES, own_due_at, NOW + due * DAY, locks_at)
    assert caught.value.field == field

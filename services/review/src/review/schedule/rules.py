"""When a milestone opens, is due and locks, and how far an extension may go."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

LOCK_AFTER = timedelta(days=30)
"""How long after the deadline late reports are still taken, unless the milestone says otherwise."""


BEYOND = datetime(2200, 1, 1, tzinfo=UTC)
"""Every time that a client may send is before."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of a milestone as they were requested; a bare date means the end of that day."""

    time_zone: str
    opens_at: datetime | None
    """Now, if absent."""
    due_at: datetime | date
    locks_at: datetime | date | None
    """`LOCK_AFTER` the deadline, if absent."""


class Times(NamedTuple):
    """The times of a milestone, in UTC."""

    opens_at: datetime
    due_at: datetime
    locks_at: datetime


class ScheduleFault(Exception):
    """Times contradict each other; `field` names the one to change."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


def instant(value: datetime | date, zone: str) -> datetime:
    """`value` as an instant in UTC; a date alone ends at 00:00 of the next day in `zone`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    midnight = datetime.combine(value + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(UTC)


def times_of(schedule: Schedule, now: datetime) -> Times:
    """The times that `schedule` asks for. Raises `ScheduleFault`."""
    due_at = instant(schedule.due_at, schedule.time_zone)
    locks_at = (
        due_at + LOCK_AFTER if schedule.locks_at is None else instant(schedule.locks_at, schedule.time_zone)
    )
    times = Times(schedule.opens_at or now, due_at, locks_at)
    check_schedule(times, now)
    return times


def check_schedule(times: Times, now: datetime) -> None:
    """Raise `ScheduleFault` unless the milestone opens, then is due in the future, then locks."""
    if times.due_at <= now:
        raise ScheduleFault("due_at", "must be in the future")
    if times.due_at <= times.opens_at:
        raise ScheduleFault("due_at", "must be after the opening")
    if times.locks_at < times.due_at:
        raise ScheduleFault("locks_at", "must not be before the deadline")
    _check_bounds(times)


def _check_bounds(times: Times) -> None:
    """Raise `ScheduleFault` for times that could not be sent as they are shown: a later change would fail."""
    for field in ("due_at", "locks_at"):
        if getattr(times, field) >= BEYOND:
            raise ScheduleFault(field, f"must be before {BEYOND:%Y-%m-%d} in UTC")


def extended(times: Times, own_due_at: datetime | None, due_at: datetime, locks_at: datetime | None) -> Times:
    """The times of a party with more time, until `due_at`. Raises `ScheduleFault`.

    Of the milestone's `times` and the party's earlier extension until `own_due_at`, the later one counts.
    Without `locks_at` its reports lock as long after the deadline as those of the others.
    """
    if due_at <= max(times.due_at, own_due_at or times.due_at):
        raise ScheduleFault("due_at", "must be after the present deadline")
    locks_at = locks_at or max(times.locks_at, due_at + (times.locks_at - times.due_at))
    if locks_at < due_at:
        raise ScheduleFault("locks_at", "must not be before the deadline")
    own = Times(times.opens_at, due_at, locks_at)
    _check_bounds(own)
    return own

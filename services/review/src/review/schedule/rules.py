"""When a milestone opens, is due and locks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCK_AFTER = timedelta(days=30)
"""How long after the deadline late reports are still taken, unless the milestone says otherwise."""


class ScheduleFault(Exception):
    """The times of a milestone contradict each other; `field` names the one to change."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


def instant(value: datetime | date, zone: str) -> datetime:
    """`value` as an instant in UTC; a date alone ends at 00:00 of the next day in `zone`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    midnight = datetime.combine(value + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(UTC)


def check_schedule(opens_at: datetime, due_at: datetime, locks_at: datetime, now: datetime) -> None:
    """Raise `ScheduleFault` unless the milestone opens, then is due in the future, then locks."""
    if due_at <= now:
        raise ScheduleFault("due_at", "the deadline must be in the future")
    if due_at <= opens_at:
        raise ScheduleFault("due_at", "the deadline must be after the opening")
    if locks_at < due_at:
        raise ScheduleFault("locks_at", "reports cannot be locked before they are due")

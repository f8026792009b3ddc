"""The present, and times as the API and the events write them."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day that it is in UTC."""
    return datetime.now(UTC).date()


def rfc3339(moment: datetime) -> str:
    """`moment` in UTC with microseconds and `Z`, such as `2026-05-05T09:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"

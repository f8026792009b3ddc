"""Who has reported in time: the submission matrix, its counts and its rates."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Timeliness = Literal["not_due", "submitted_on_time", "submitted_late", "extended", "overdue", "exempt"]
TIMELINESS: tuple[Timeliness, ...] = (
    "not_due",
    "submitted_on_time",
    "submitted_late",
    "extended",
    "overdue",
    "exempt",
)


class Expected(BaseModel):
    """One party that owes a report, and what is known of it at the time of asking."""

    model_config = ConfigDict(frozen=True)

    party: str
    region: str | None = None
    """The regional commission that counts this party; each party counts once."""
    extended_due_at: datetime | None = None
    exempt: bool = False
    first_submitted_at: datetime | None = None
    """Ledger time of the first submission; it alone decides."""

    def own_due_at(self, due_at: datetime) -> datetime:
        """The deadline under a milestone that is due at `due_at`: the later of that one and its own."""
        return max(self.extended_due_at or due_at, due_at)


class Row(BaseModel):
    """A party's place in the submission matrix."""

    model_config = ConfigDict(frozen=True)

    party: str
    region: str | None
    status: Timeliness
    due_at: datetime
    submitted_at: datetime | None


class Rates(BaseModel):
    """Reports that were expected, received, and received on time; the rates are shares of the expected."""

    model_config = ConfigDict(frozen=True)

    expected: int
    received: int
    on_time: int
    reporting_rate: float
    on_time_rate: float
    statuses: dict[Timeliness, int]


def timeliness(expected: Expected, due_at: datetime, as_of: datetime) -> Timeliness:
    """The status of one party at `as_of`, for a milestone that is due at `due_at`.

    A report counts as on time when its ledger time is before the party's own deadline. Silence is never
    "in progress": after the deadline it is `overdue`.
    """
    own_due = expected.own_due_at(due_at)
    if expected.first_submitted_at is not None:
        return "submitted_on_time" if expected.first_submitted_at < own_due else "submitted_late"
    if expected.exempt:
        return "exempt"
    if as_of < due_at:
        return "not_due"
    return "extended" if as_of < own_due else "overdue"


def matrix(expected: Iterable[Expected], due_at: datetime, as_of: datetime) -> list[Row]:
    """The submission matrix at `as_of`, in the order of the parties' codes."""
    return [
        Row(
            party=one.party,
            region=one.region,
            status=timeliness(one, due_at, as_of),
            due_at=one.own_due_at(due_at),
            submitted_at=one.first_submitted_at,
        )
        for one in sorted(expected, key=lambda one: one.party)
    ]


def rates(rows: Sequence[Row]) -> Rates:
    """Counts and rates of `rows`; the exempt are not expected. Without any expected the rates are 0."""
    statuses = Counter(row.status for row in rows)
    expected = len(rows) - statuses["exempt"]
    on_time = statuses["submitted_on_time"]
    received = on_time + statuses["submitted_late"]
    return Rates(
        expected=expected,
        received=received,
        on_time=on_time,
        reporting_rate=round(received / expected, 4) if expected else 0.0,
        on_time_rate=round(on_time / expected, 4) if expected else 0.0,
        statuses={status: statuses[status] for status in TIMELINESS},
    )


def rates_by_region(rows: Sequence[Row]) -> dict[str, Rates]:
    """The rates of each region; parties of no region come under `none`."""
    regions = sorted({row.region or "none" for row in rows})
    return {region: rates([row for row in rows if (row.region or "none") == region]) for region in regions}

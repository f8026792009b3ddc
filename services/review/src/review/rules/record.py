"""The record as it stood at a cut: all that an agenda is made from, and nothing else."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from review.rules.timeliness import Expected, Timeliness

SOURCES = ("commitments", "registry")
"""The services whose ledgers an agenda rests on."""


class _Fact(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
    )


class Cut(_Fact):
    """Up to where one source was read."""

    source: str
    epoch: str
    sequence: int
    time: datetime
    hash: str
    complete: bool
    """Whether everything up to the deadline was there."""


class Evidence(_Fact):
    """A link to one public row of a ledger, and to the resource that it tells of."""

    source: str
    sequence: int
    href: str


class Goal(_Fact):
    """A goal of the framework under review."""

    code: str
    title: str
    evidence: Evidence


class Need(_Fact):
    """A commitment whose computed progress needs attention, under one of its goals."""

    kind: Literal["needs_attention"] = "needs_attention"
    goal: str
    commitment: str
    reference: str
    title: str
    party: str
    status: str
    score: float | None
    evidence: Evidence


class Voice(_Fact):
    """What a State's report says of one goal: a challenge that it names, or a practice to learn from."""

    kind: Literal["challenge", "practice"]
    goal: str
    party: str
    text: str
    evidence: Evidence


class BareGoal(_Fact):
    """A goal to which nobody has committed."""

    kind: Literal["goal_without_commitments"] = "goal_without_commitments"
    goal: str
    evidence: Evidence


class Reported(_Fact):
    """Whether one party has reported: with its report as evidence, or the milestone that asked for it."""

    kind: Timeliness
    party: str
    evidence: Evidence


class Report(_Fact):
    """A submitted report."""

    party: str
    submitted_at: datetime
    evidence: Evidence


class Coverage(_Fact):
    """How far indicators are measured, for the parties of one region."""

    region: str
    indicators: int
    with_data: int
    by_sex: int
    by_age: int


class Unmeasured(_Fact):
    """A commitment with indicators that have no data at all."""

    kind: Literal["no_data"] = "no_data"
    commitment: str
    reference: str
    title: str
    party: str
    indicators: int
    evidence: Evidence


class Record(_Fact):
    """Everything that was public before the deadline and bears on the meeting."""

    milestone: str
    milestone_evidence: Evidence
    due_at: datetime
    as_of: datetime
    expected: tuple[Expected, ...]
    reports: tuple[Report, ...]
    goals: tuple[Goal, ...]
    statuses: dict[str, dict[str, int]]
    """Commitments by goal and computed status; a goal that is absent has none."""
    needs: tuple[Need, ...]
    voices: tuple[Voice, ...]
    coverage: tuple[Coverage, ...]
    unmeasured: tuple[Unmeasured, ...]
    cuts: tuple[Cut, ...]


class RuleSet(_Fact):
    """A published rule set: which items an agenda has, in which order, and what weighs how much."""

    code: str
    version: int
    title: str
    framework: str
    degrees: tuple[str, ...]
    """Degrees of alignment by which a commitment counts under a goal."""
    patience_seconds: int
    """How long after the deadline a silent source is waited for before the agenda is made without it."""
    items: tuple["ItemRule", ...]
    attention: dict[str, int]
    """Weight of each computed status that needs attention; statuses that are absent need none."""


class ItemRule(_Fact):
    """One item of the agenda, as the rule set wants it."""

    key: str
    kind: Literal["status_of_reporting", "round_table", "data"]
    title: str
    weight: int
    """Share of the meeting's time, relative to the other items'."""
    goals: tuple[str, ...] = ()


class Topic(_Fact):
    """One goal within a round table."""

    goal: str
    title: str
    attention: int
    """Sum of the weights of the commitments that need attention."""
    commitments: dict[str, int]
    """Commitments under the goal by computed status."""
    why: str


ItemRecord = Annotated[Reported | Need | BareGoal | Voice | Unmeasured, Field(discriminator="kind")]


class Item(_Fact):
    """One item of an agenda: what, why, for how long, and the records it rests on."""

    key: str
    title: str
    minutes: int
    rule: str
    """The kind of rule that made it: `status_of_reporting`, `round_table` or `data`."""
    why: str
    counts: dict[str, Any]
    topics: tuple[Topic, ...]
    records: tuple[ItemRecord, ...]


class Agenda(_Fact):
    """What the meeting must talk about. The same record and rule set give the same agenda, byte for byte."""

    milestone: str
    rule_set: str
    due_at: datetime
    complete: bool
    """False when a source was silent, and what it knows may be missing."""
    cuts: tuple[Cut, ...]
    items: tuple[Item, ...]

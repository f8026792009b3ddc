"""The record as it stood at a cut: all that an agenda is made from, and nothing else."""

from collections.abc import Sized
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from review.agendas.rules.fact import Evidence, Fact
from review.agendas.rules.registry_facts import Finding, Gap, GapAnalysis, Review, ReviewEntry
from review.submissions.rules import Expected, Timeliness

SOURCES = ("commitments", "registry")
"""The services whose ledgers an agenda rests on."""


class Cut(Fact):
    """Up to where one source was read."""

    source: str
    epoch: str
    sequence: int
    time: datetime
    hash: str
    complete: bool
    """Whether everything up to the deadline was there."""


class Goal(Fact):
    """A goal of the framework under review."""

    code: str
    title: str
    evidence: Evidence


class Need(Fact):
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


class Voice(Fact):
    """A passage of a State's report on one goal: a challenge that it names, or a practice to learn from."""

    kind: Literal["challenge", "practice"]
    goal: str
    party: str
    text: str
    evidence: Evidence


class BareGoal(Fact):
    """A goal to which nobody has committed."""

    kind: Literal["goal_without_commitments"] = "goal_without_commitments"
    goal: str
    evidence: Evidence


class Reported(Fact):
    """Whether one party has reported: with its report as evidence, or the milestone that asked for it."""

    kind: Timeliness
    party: str
    evidence: Evidence


class Report(Fact):
    """A submitted report."""

    party: str
    submitted_at: datetime
    evidence: Evidence


class Coverage(Fact):
    """How far indicators are measured, for the parties of one region."""

    region: str
    indicators: int
    with_data: int
    by_sex: int
    by_age: int


class Unmeasured(Fact):
    """A commitment with indicators that have no data at all."""

    kind: Literal["no_data"] = "no_data"
    commitment: str
    reference: str
    title: str
    party: str
    indicators: int
    evidence: Evidence


class Record(Fact):
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
    findings: tuple[Finding, ...]
    """Findings that are not closed."""
    gap_analysis: GapAnalysis | None
    regional_reviews: tuple[ReviewEntry, ...]
    """All reviews of the framework, held or planned, at whatever time."""
    cuts: tuple[Cut, ...]


class Topic(Fact):
    """One goal within a round table."""

    goal: str
    title: str
    attention: int
    """Sum of the weights of the commitments that need attention."""
    commitments: dict[str, int]
    """Commitments under the goal by computed status."""
    why: str


ItemRecord = Annotated[Reported | Need | BareGoal | Voice | Unmeasured, Field(discriminator="kind")]


def _is_empty(value: Sized) -> bool:
    return len(value) == 0


class Item(Fact):
    """One item of an agenda: what, why, for how long, and what it rests on.

    Facts of the registry stand in lists of their own, which are absent where there are none: they came later,
    and `records` has only the kinds that subscribers know from the beginning.
    """

    # What came later is not required: agendas that were made before do not have it.
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    key: str
    title: str
    minutes: int
    rule: str
    """The kind of rule that made it, such as `status_of_reporting`, `round_table` or `policy_gaps`."""
    why: str
    counts: dict[str, Any]
    topics: tuple[Topic, ...]
    records: tuple[ItemRecord, ...]
    findings: tuple[Finding, ...] = Field((), exclude_if=_is_empty)
    """Norms under pressure: findings that are not closed, the most recent first."""
    gaps: tuple[Gap, ...] = Field((), exclude_if=_is_empty)
    """Gaps that the newest gap analysis shows, those most in need first."""
    reviews: tuple[Review, ...] = Field((), exclude_if=_is_empty)
    """Regional reviews that were held, the most recent first, and the regions without one."""

    @property
    def basis(self) -> "tuple[ItemRecord | Finding | Gap | Review, ...]":
        """All that it rests on, whatever its kind."""
        return (*self.records, *self.findings, *self.gaps, *self.reviews)


class Agenda(Fact):
    """What the meeting must talk about. The same record and rule set give the same agenda, byte for byte."""

    milestone: str
    rule_set: str
    due_at: datetime
    complete: bool
    """False when a source was silent, and what it knows may be missing."""
    cuts: tuple[Cut, ...]
    items: tuple[Item, ...]

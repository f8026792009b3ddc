"""Practices: what works somewhere, or is recommended, and that States can adopt."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chassis.database import Transaction
from chassis.values import Day, Line, PartyCode, RequiredProse
from registry.catalogue.entry_types import EntryType
from registry.catalogue.errors import InUseError
from registry.catalogue.models import Code, Codes, Content, Entry, Goal, ListQuery, PastDay, Recorded, Sourced
from registry.practices import store, tables
from registry.practices.rules import CommitmentKind, Horizon, Marker, PracticeKind
from registry.schema import table_of

Summary = Annotated[RequiredProse, Field(max_length=10_000)]
Evidence = Annotated[list[Annotated[RequiredProse, Field(max_length=2_000)]], Field(max_length=50)]


class _Fields(BaseModel):
    code: Code = Field(examples=["kenya-joint-permits"])
    kind: PracticeKind = Field(examples=["practice"])
    title: Line = Field(examples=["One permit for seasonal work"])
    summary: Summary = Field(examples=["Both ministries issue one permit, within a month."])
    actor: PartyCode | None = Field(None, examples=["KEN"])
    """Who does or recommends it."""
    states: list[PartyCode] = Field(default_factory=list, max_length=300, examples=[["KEN", "UGA"]])
    """Where."""
    since: PastDay | None = Field(None, examples=["2024-07-01"])
    themes: Codes = Field(default_factory=list, examples=[["labour-migration"]])
    goals: list[Goal] = Field(default_factory=list, max_length=100, examples=[["GCM/5"]])
    evidence: Evidence = Field(default_factory=list, examples=[["https://example.org/evaluation"]])
    """Links or texts that show that it works."""
    markers: list[Marker] = Field(default_factory=list, max_length=4, examples=[["gender_sensitive"]])
    commitment_kind: CommitmentKind = Field(examples=["policy"])
    """Of the commitment that a State makes by adopting it."""
    horizon: Horizon = Field(examples=["short"])
    """Of such a commitment."""


class Practice(_Fields, Content):
    """Something that works or is recommended, reviewed, and that States can adopt."""


class PracticeBody(_Fields, Sourced, Entry):
    """A practice."""

    adoptions: int
    """How many States have adopted it."""


class PracticeRecorded(_Fields, Sourced, Recorded, event_type="compact.practice.recorded.v1"):
    """A practice is found promising, or known otherwise."""


class PracticesQuery(ListQuery):
    """Which practices are wanted."""

    kind: PracticeKind | None = None
    theme: Code | None = None
    goal: Goal | None = None
    marker: Marker | None = None
    state: PartyCode | None = None
    actor: PartyCode | None = None
    commitment_kind: CommitmentKind | None = None
    horizon: Horizon | None = None
    since_from: Day | None = None
    since_until: Day | None = None
    sort: Literal["code", "-code", "title", "-title", "adoptions", "-adoptions"] = "code"


async def _check_not_adopted(tx: Transaction, practice: Practice) -> None:
    if (party := await store.adopter(tx, practice.code)) is not None:
        raise InUseError("practice", practice.code, f"{party}, which has adopted it")


PRACTICES = EntryType(
    name="practice",
    plural="practices",
    table=table_of(tables.Practice),
    content=Practice,
    shown=PracticeBody,
    event=PracticeRecorded,
    query=PracticesQuery,
    refers={"actor": "actor", "states": "actor", "themes": "theme"},
    outside={"goals": "goal"},
    check_removal=_check_not_adopted,
    scope="practices:review",
    reviewed=True,
    further_files=("recommendations.csv",),
)

"""Accreditation of stakeholders: its facts and terms. Pure decisions.

Each step is a fact of its own with its own time. What an accreditation *is* follows from its steps and term.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict

StakeholderKind = Literal[
    "civil_society",
    "migrants_group",
    "private_sector",
    "academia",
    "local_authority",
    "subnational_authority",
    "parliament",
    "human_rights_institution",
    "philanthropy",
]
"""The kinds of actors that take part by accreditation; States and their organisations need none."""
Step = Literal["applied", "review_begun", "decided", "appealed", "appeal_decided", "ended"]
Outcome = Literal["accepted", "declined"]
Status = Literal["applied", "under_review", "declined", "under_appeal", "accredited", "ended"]
STAKEHOLDER_KINDS: tuple[str, ...] = get_args(StakeholderKind)
STEPS: tuple[str, ...] = get_args(Step)
OUTCOMES: tuple[str, ...] = get_args(Outcome)


class Fact(BaseModel):
    """That a step was taken."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    outcome: Outcome | None
    """Of a decision."""
    reason: str | None


class Applicant(BaseModel):
    """Who asks for accreditation: an actor that is registered, or an organisation that is to be."""

    model_config = ConfigDict(frozen=True)

    actor: str
    """Its code; of a new organisation, the one that it proposes."""
    name: str | None = None
    """Of a new organisation only."""
    kind: StakeholderKind | None = None
    """Of a new organisation only."""
    statement: str
    contact: str

    @property
    def is_new(self) -> bool:
        """Whether it is to be registered."""
        return self.name is not None


class Term(BaseModel):
    """How long an accreditation lasts."""

    model_config = ConfigDict(frozen=True)

    since: date
    until: date | None
    """The first day without it."""


class Accreditation(BaseModel):
    """An accreditation with all its facts, as it stands on a day."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    code: str
    client: str
    """The API client that applied."""
    actor: str
    registered: bool
    """Whether that is the code of an actor; otherwise the one that a new organisation proposes."""
    name: str
    kind: str
    statement: str
    contact: str
    since: date | None
    until: date | None
    status: Status
    steps: Mapping[Step, Fact]


def shortened(term: Term, last: date) -> Term:
    """`term` when it ends on `last`: the first day without it, never before it has begun."""
    return Term(since=term.since, until=max(last, term.since))

"""What is sent and shown of accreditations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.steps import ReasonBody
from chassis.values import Day, Instant, Line, PartyCode, RequiredProse
from registry.accreditation.rules import Applicant, Outcome, StakeholderKind, Status, Term

Contact = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,99}$")]


class NewOrganisation(RequestBody):
    """An organisation that is not registered yet."""

    code: PartyCode = Field(description="The code that it proposes.", examples=["MIGRANTS-FORUM"])
    name: Line
    kind: StakeholderKind


class ApplicationBody(RequestBody):
    """An application: by an `actor` that is registered, or for a new `organisation`."""

    actor: PartyCode | None = None
    organisation: NewOrganisation | None = None
    statement: RequiredProse = Field(description="What it does and what it would bring. No personal data.")
    contact: Contact = Field(
        description="An opaque reference by which the secretariat finds whom to ask. No name, no address.",
        examples=["crm-48151"],
    )

    @model_validator(mode="after")
    def _one_applicant(self) -> "ApplicationBody":
        if (self.actor is None) == (self.organisation is None):
            raise ValueError("name either an actor that is registered or a new organisation")
        return self

    def applicant(self) -> Applicant:
        """Who applies."""
        common = {"statement": self.statement, "contact": self.contact}
        if self.organisation is None:
            return Applicant.model_validate({"actor": self.actor, **common})
        new = self.organisation
        return Applicant(actor=new.code, name=new.name, kind=new.kind, **common)


class EndBody(ReasonBody):
    """Why an accreditation ends before its term does, and when."""

    until: Day | None = Field(None, description="The first day without it; today when absent.")


class AccreditationDecision(ReasonBody):
    """What is decided, and why. What is accepted has a term."""

    outcome: Outcome
    since: Day | None = None
    until: Day | None = Field(None, description="The first day without it; open when absent.")
    actor: PartyCode | None = Field(
        None, description="The code of a new organisation, when it is not the one that it proposed."
    )

    @model_validator(mode="after")
    def _has_a_term(self) -> "AccreditationDecision":
        if (self.since is not None) != (self.outcome == "accepted"):
            raise ValueError("what is accepted, and only that, has a term: since when?")
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError("the term must end after it has begun")
        return self

    def term(self) -> Term | None:
        """The term, of what is accepted."""
        return None if self.since is None else Term(since=self.since, until=self.until)


class FactBody(ResponseBody):
    """That a step was taken, when and why."""

    at: Instant
    outcome: Outcome | None = None
    reason: str | None = None


class StepsBody(ResponseBody):
    """Each step with its own time; null when it was not taken."""

    applied: FactBody
    review_begun: FactBody | None = None
    decided: FactBody | None = None
    appealed: FactBody | None = None
    appeal_decided: FactBody | None = None
    ended: FactBody | None = None


class ApplicationView(ResponseBody):
    """What was applied for, and what became of it."""

    statement: str
    contact: str
    steps: StepsBody


class AccreditationBody(ResponseBody):
    """An accreditation."""

    id: UUID
    version: int
    code: str
    actor: str
    """The actor's code; of an organisation that is not registered yet, the one that it proposes."""
    name: str
    kind: str
    status: Status
    since: date | None
    until: date | None
    """The first day without it; null while it has no end."""
    application: ApplicationView | None
    """For the applicant and the secretariat only."""


class AccreditationsQuery(BaseModel):
    """A query of accreditations."""

    actor: PartyCode | None = None
    status: Status | None = None
    date: Day | None = Field(None, description="In force on that day.")

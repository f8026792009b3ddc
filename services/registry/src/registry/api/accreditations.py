"""`/v1/accreditations`: stakeholders apply, the secretariat decides, everyone sees who is accredited."""

import datetime as dt
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field, StringConstraints, model_validator

from chassis.database import ReadSession, Transaction
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, PartyCode, Prose, RequestBody, ResponseBody
from registry import accreditations
from registry.rules.accreditations import Accreditation, Applicant, Outcome, StakeholderKind, Status, Term

router = APIRouter(tags=["accreditations"], route_class=IdempotentRoute)
Stakeholder = Annotated[Principal, Depends(requires("accreditations:apply"))]
Secretariat = Annotated[Principal, Depends(requires(accreditations.DECIDES))]
Code = Annotated[str, Path(max_length=80, examples=["A-2027-14"])]
Contact = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9._-]{0,99}$")]
Text = Annotated[Prose, Field(min_length=1)]


class NewOrganisation(RequestBody):
    """An organisation that is not registered yet."""

    code: PartyCode = Field(description="The code that it proposes.", examples=["MIGRANTS-FORUM"])
    name: Line
    kind: StakeholderKind


class ApplicationBody(RequestBody):
    """An application: by an `actor` that is registered, or for a new `organisation`."""

    actor: PartyCode | None = None
    organisation: NewOrganisation | None = None
    statement: Text = Field(description="What it does and what it would bring. No personal data.")
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
        said = {"statement": self.statement, "contact": self.contact}
        if self.organisation is None:
            return Applicant.model_validate({"actor": self.actor, **said})
        new = self.organisation
        return Applicant(actor=new.code, name=new.name, kind=new.kind, **said)


class ReasonBody(RequestBody):
    """Why."""

    reason: Text


class EndBody(ReasonBody):
    """Why an accreditation ends before its term does, and when."""

    until: date | None = Field(None, description="The first day without it; today when absent.")


class AccreditationDecision(ReasonBody):
    """What is decided, and why. What is accepted has a term."""

    outcome: Outcome
    since: date | None = None
    until: date | None = Field(None, description="The first day without it; open when absent.")
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
    """That something was decided or said, when and why."""

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


class _Wanted(RequestBody):
    actor: PartyCode | None = None
    status: Status | None = None
    date: dt.date | None = Field(None, description="In force on that day.")


@router.post(
    "/v1/accreditations",
    status_code=201,
    operation_id="apply_for_accreditation",
    summary="Apply for accreditation",
)
async def apply_for_accreditation(
    who: Stakeholder, tx: WriteOnce, body: ApplicationBody, response: Response
) -> AccreditationBody:
    """Ask to take part as a stakeholder. You and the secretariat see the application, nobody else."""
    code = await accreditations.apply(tx, who.client, body.applicant())
    response.headers["Location"] = f"/v1/accreditations/{code}"
    return await _shown(tx, code, who, response)


@router.get("/v1/accreditations", operation_id="list_accreditations", summary="List accreditations")
async def list_accreditations(
    who: Anyone,
    session: Read,
    paging: Pages,
    wanted: Annotated[_Wanted, Query()],
    request: Request,
    response: Response,
) -> Page[AccreditationBody]:
    """Who is or was accredited, and your own applications, by code."""
    filters = wanted.model_dump(exclude_none=True)
    found = await accreditations.some(session, paging, who, filters)
    shown, cursor = page(found, paging, request, response, "code")
    return Page(items=[_body(one, who) for one in shown], next_cursor=cursor)


@router.get("/v1/accreditations/{code}", operation_id="get_accreditation", summary="Get an accreditation")
async def get_accreditation(who: Anyone, session: Read, code: Code, response: Response) -> AccreditationBody:
    """An accreditation that was granted, or your own application."""
    return await _shown(session, code, who, response)


@router.post(
    "/v1/accreditations/{code}:review",
    operation_id="review_accreditation",
    summary="Take an application under review",
)
async def review_accreditation(
    who: Secretariat, tx: WriteOnce, code: Code, response: Response
) -> AccreditationBody:
    """Say that the secretariat looks at it."""
    await accreditations.begin_review(tx, code)
    return await _shown(tx, code, who, response)


@router.post(
    "/v1/accreditations/{code}:decide",
    operation_id="decide_accreditation",
    summary="Decide on an application",
)
async def decide_accreditation(
    who: Secretariat, tx: WriteOnce, code: Code, body: AccreditationDecision, response: Response
) -> AccreditationBody:
    """Accept for a term, or decline, with the reason. Acceptance registers an organisation that is new."""
    await accreditations.decide(tx, code, "decided", body.outcome, body.reason, body.term(), body.actor)
    return await _shown(tx, code, who, response)


@router.post(
    "/v1/accreditations/{code}:appeal",
    operation_id="appeal_accreditation",
    summary="Appeal against a decision",
)
async def appeal_accreditation(
    who: Stakeholder, tx: WriteOnce, code: Code, body: ReasonBody, response: Response
) -> AccreditationBody:
    """Ask for another look at your application that was declined: once."""
    await accreditations.appeal(tx, code, who, body.reason)
    return await _shown(tx, code, who, response)


@router.post(
    "/v1/accreditations/{code}:decide-appeal",
    operation_id="decide_accreditation_appeal",
    summary="Decide on an appeal",
)
async def decide_accreditation_appeal(
    who: Secretariat, tx: WriteOnce, code: Code, body: AccreditationDecision, response: Response
) -> AccreditationBody:
    """Accept after all, or decline for good."""
    await accreditations.decide(
        tx, code, "appeal_decided", body.outcome, body.reason, body.term(), body.actor
    )
    return await _shown(tx, code, who, response)


@router.post(
    "/v1/accreditations/{code}:end", operation_id="end_accreditation", summary="End an accreditation"
)
async def end_accreditation(
    who: Secretariat, tx: WriteOnce, code: Code, body: EndBody, response: Response
) -> AccreditationBody:
    """Let it end before its term does."""
    await accreditations.end(tx, code, body.reason, body.until)
    return await _shown(tx, code, who, response)


async def _shown(
    session: ReadSession | Transaction, code: str, who: Principal, response: Response
) -> AccreditationBody:
    found = await accreditations.find(session, code, who)
    set_etag(response, found.version)
    return _body(found, who)


def _body(found: Accreditation, who: Principal) -> AccreditationBody:
    shown: dict[str, Any] = found.model_dump(
        exclude={"statement", "contact", "steps", "client", "registered"}
    )
    told = accreditations.reads_application(found, who)
    application = found.model_dump(include={"statement", "contact", "steps"}) if told else None
    return AccreditationBody.model_validate({**shown, "application": application})

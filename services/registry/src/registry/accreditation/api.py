"""`/v1/accreditations`: stakeholders apply, the secretariat decides, everyone sees who is accredited."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from chassis.database import Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.resources.steps import ReasonBody, Receipt, Steps
from chassis.values import Key
from registry.accreditation import applications, deciding
from registry.accreditation.lifecycle import ACCREDITATION, APPLY
from registry.accreditation.models import (
    AccreditationBody,
    AccreditationDecision,
    AccreditationsQuery,
    ApplicationBody,
    EndBody,
)
from registry.accreditation.rules import Accreditation

router = APIRouter(tags=["accreditations"], route_class=Operation)
Stakeholder = Annotated[Principal, Depends(requires(APPLY))]
Code = Annotated[Key, Path(max_length=80, examples=["A-2027-14"])]


@router.post(
    "/v1/accreditations",
    status_code=201,
    operation_id="apply_for_accreditation",
    summary="Apply for accreditation",
)
async def apply_for_accreditation(
    who: Stakeholder, tx: WriteOnce, body: ApplicationBody, tagged: Tagged
) -> AccreditationBody:
    """Ask to take part as a stakeholder. You and the secretariat see the application, nobody else."""
    code = await applications.apply(tx, who.client, body.applicant())
    shown = _body(await applications.find(tx, code, who), who)
    return tagged(shown, location=f"/v1/accreditations/{code}")


@router.get("/v1/accreditations", operation_id="list_accreditations", summary="List accreditations")
async def list_accreditations(
    who: Anyone,
    session: Read,
    paging: Pages,
    query: Annotated[AccreditationsQuery, Query()],
    request: Request,
    response: Response,
) -> Page[AccreditationBody]:
    """Who is or was accredited, and your own applications, by code."""
    filters = query.model_dump(exclude_none=True)
    found = await applications.some(session, paging, who, filters)
    shown, cursor = page(found, paging, request, response, "code")
    return Page(items=[_body(one, who) for one in shown], next_cursor=cursor)


@router.get("/v1/accreditations/{code}", operation_id="get_accreditation", summary="Get an accreditation")
async def get_accreditation(who: Anyone, session: Read, code: Code, tagged: Tagged) -> AccreditationBody:
    """An accreditation that was granted, or your own application."""
    return tagged(_body(await applications.find(session, code, who), who))


steps = Steps(router, ACCREDITATION, key=Code, load=deciding.locked)


@steps.step("review")
async def review_accreditation(tx: Transaction, accreditation: Accreditation, _: Principal) -> Receipt:
    """Record that the secretariat looks at it."""
    return await deciding.begin_review(tx, accreditation)


@steps.step("decide")
async def decide_accreditation(
    tx: Transaction, accreditation: Accreditation, _: Principal, body: AccreditationDecision
) -> Receipt:
    """Accept for a term, or decline, with the reason. Acceptance registers an organisation that is new."""
    decision = (body.outcome, body.reason, body.term(), body.actor)
    return await deciding.decide(tx, accreditation, "decided", *decision)


@steps.step("appeal", load=deciding.locked_for_applicant)
async def appeal_accreditation(
    tx: Transaction, accreditation: Accreditation, _: Principal, body: ReasonBody
) -> Receipt:
    """Ask for another look at your application that was declined: once."""
    return await deciding.appeal(tx, accreditation, body.reason)


@steps.step("decide-appeal")
async def decide_accreditation_appeal(
    tx: Transaction, accreditation: Accreditation, _: Principal, body: AccreditationDecision
) -> Receipt:
    """Accept after all, or decline for good."""
    decision = (body.outcome, body.reason, body.term(), body.actor)
    return await deciding.decide(tx, accreditation, "appeal_decided", *decision)


@steps.step("end")
async def end_accreditation(
    tx: Transaction, accreditation: Accreditation, _: Principal, body: EndBody
) -> Receipt:
    """Let it end before its term does."""
    return await deciding.end(tx, accreditation, body.reason, body.until)


def _body(found: Accreditation, who: Principal) -> AccreditationBody:
    shown: dict[str, Any] = found.model_dump(
        exclude={"statement", "contact", "steps", "client", "registered"}
    )
    is_shown = applications.reads_application(found, who)
    application = found.model_dump(include={"statement", "contact", "steps"}) if is_shown else None
    return AccreditationBody.model_validate({**shown, "application": application})

"""`/v1/accreditations`: stakeholders apply, the secretariat decides, everyone sees who is accredited."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from chassis.database import ReadSession, Transaction
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from registry.accreditation import applications as accreditations
from registry.accreditation.models import (
    AccreditationBody,
    AccreditationDecision,
    ApplicationBody,
    EndBody,
    ReasonBody,
    _Wanted,
)
from registry.accreditation.rules import Accreditation

router = APIRouter(tags=["accreditations"], route_class=IdempotentRoute)
Stakeholder = Annotated[Principal, Depends(requires("accreditations:apply"))]
Secretariat = Annotated[Principal, Depends(requires(accreditations.DECIDES))]
Code = Annotated[str, Path(max_length=80, examples=["A-2027-14"])]


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

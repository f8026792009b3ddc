"""`/v1/practices`, as far as no other noun has it: submissions, their review, and adoption by States."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy import Row

from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, PartyCode, Prose, RequestBody, ResponseBody
from registry import practices
from registry.nouns.practices import Practice
from registry.rules.practices import Decision

router = APIRouter(tags=["practices"], route_class=IdempotentRoute)
Contributor = Annotated[Principal, Depends(requires("practices:write"))]
Reviewer = Annotated[Principal, Depends(requires(practices.REVIEWS))]
State = Annotated[Principal, Depends(requires("practices:adopt"))]
Code = Annotated[str, Path(max_length=80, examples=["kenya-joint-permits"])]
Status = Literal["submitted", "promising", "declined"]


class SubmissionBody(ResponseBody):
    """What was submitted to become a practice, and what its review said."""

    id: UUID
    version: int
    code: str
    status: Status
    content: Practice
    submitted_at: Instant
    decided_at: Instant | None
    reason: str | None
    """Of the decision."""


class ReviewBody(RequestBody):
    """What the coordination group says of what was submitted."""

    decision: Decision
    reason: Prose = Field(min_length=1)


class NewAdoption(RequestBody):
    """The State that adopts a practice."""

    party: PartyCode = Field(examples=["KEN"])
    title: Line | None = Field(None, description="Of its commitment; the practice's when absent.")


class AdoptionBody(ResponseBody):
    """That a State has adopted a practice."""

    practice: str
    party: str
    title: str
    adopted_at: Instant


@router.post(
    "/v1/practices", status_code=201, operation_id="submit_practice", summary="Submit a practice for review"
)
async def submit_practice(
    who: Contributor, tx: WriteOnce, body: Practice, response: Response
) -> SubmissionBody:
    """The coordination group reviews it; until they find it promising, only you and they see it."""
    submission_id = await practices.submit(tx, body)
    response.headers["Location"] = f"/v1/practices/submissions/{submission_id}"
    return _shown(await practices.submission(tx, submission_id, who), response)


@router.get(
    "/v1/practices/submissions", operation_id="list_practice_submissions", summary="List submitted practices"
)
async def list_practice_submissions(
    who: Contributor,
    session: Read,
    paging: Pages,
    request: Request,
    response: Response,
    status: Status | None = None,
    code: Annotated[str | None, Query(max_length=80)] = None,
) -> Page[SubmissionBody]:
    """Your own, or as a reviewer everybody's, oldest first."""
    wanted = {"status": status, "code": code}
    filters = {name: value for name, value in wanted.items() if value is not None}
    rows = await practices.submissions(session, paging, who, filters)
    shown, cursor = page(rows, paging, request, response, "id")
    return Page(items=[_submission(row) for row in shown], next_cursor=cursor)


@router.get(
    "/v1/practices/submissions/{submission_id}",
    operation_id="get_practice_submission",
    summary="Get a submitted practice",
)
async def get_practice_submission(
    who: Contributor, session: Read, submission_id: UUID, response: Response
) -> SubmissionBody:
    """One of your own, or as a reviewer anybody's."""
    return _shown(await practices.submission(session, submission_id, who), response)


@router.post(
    "/v1/practices/{code}:review", operation_id="review_practice", summary="Review a submitted practice"
)
async def review_practice(
    who: Reviewer, tx: WriteOnce, code: Code, body: ReviewBody, response: Response
) -> SubmissionBody:
    """Find it promising, which makes it public, or decline it, with the reason."""
    submission_id = await practices.review(tx, code, body.decision, body.reason)
    return _shown(await practices.submission(tx, submission_id, who), response)


@router.post("/v1/practices/{code}:adopt", operation_id="adopt_practice", summary="Adopt a practice")
async def adopt_practice(who: State, tx: WriteOnce, code: Code, body: NewAdoption) -> AdoptionBody:
    """Adopt it for your State, which gets a draft of a commitment from it. Adopting again changes nothing."""
    who.check_party(body.party, "its adoption of a practice")
    return AdoptionBody.model_validate(await practices.adopt(tx, code, body.party, body.title))


@router.get(
    "/v1/practices/{code}/adoptions",
    operation_id="list_practice_adoptions",
    summary="List who has adopted a practice",
)
async def list_practice_adoptions(
    _: Anyone, session: Read, paging: Pages, code: Code, request: Request, response: Response
) -> Page[AdoptionBody]:
    """The States that have adopted it, by code."""
    rows = await practices.adoptions(session, code, paging)
    shown, cursor = page(rows, paging, request, response, "party")
    return Page(items=[AdoptionBody.model_validate(row) for row in shown], next_cursor=cursor)


def _shown(row: Row[Any], response: Response) -> SubmissionBody:
    set_etag(response, row.version)
    return _submission(row)


def _submission(row: Row[Any]) -> SubmissionBody:
    return SubmissionBody.model_validate({**row._mapping, "status": row.decision or "submitted"})

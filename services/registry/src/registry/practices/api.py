"""`/v1/practices`, beyond what every type of entry offers: submissions, reviews and adoptions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from chassis.database import Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import ResponseBody
from chassis.resources.steps import Receipt, Steps
from chassis.values import AS_STORED, Instant, Key
from registry.practices import adoptions, submissions
from registry.practices.entries import Practice
from registry.practices.lifecycle import SUBMISSION
from registry.practices.models import AdoptionBody, NewAdoption, ReviewBody, Status
from registry.practices.rules import Submission

router = APIRouter(tags=["practices"], route_class=Operation)
Contributor = Annotated[Principal, Depends(requires("practices:write"))]
State = Annotated[Principal, Depends(requires("practices:adopt"))]
Code = Annotated[Key, Path(max_length=80, examples=["kenya-joint-permits"])]


class SubmissionBody(ResponseBody):
    """What was submitted to become a practice, and the decision of its review."""

    id: UUID
    version: int
    code: str
    status: Status
    content: Practice
    submitted_at: Instant
    decided_at: Instant | None
    reason: str | None
    """Of the decision."""


@router.post(
    "/v1/practices", status_code=201, operation_id="submit_practice", summary="Submit a practice for review"
)
async def submit_practice(who: Contributor, tx: WriteOnce, body: Practice, tagged: Tagged) -> SubmissionBody:
    """The coordination group reviews it; until they find it promising, only you and they see it."""
    submission_id = await submissions.submit(tx, body)
    shown = _body(await submissions.submission(tx, submission_id, who))
    return tagged(shown, location=f"/v1/practices/submissions/{submission_id}")


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
    code: Annotated[Key | None, Query(max_length=80)] = None,
) -> Page[SubmissionBody]:
    """Your own, or as a reviewer everybody's, oldest first."""
    wanted = {"status": status, "code": code}
    filters = {name: value for name, value in wanted.items() if value is not None}
    rows = await submissions.submissions(session, paging, who, filters)
    shown, cursor = page(rows, paging, request, response, "id")
    return Page(items=[_body(one) for one in shown], next_cursor=cursor)


@router.get(
    "/v1/practices/submissions/{submission_id}",
    operation_id="get_practice_submission",
    summary="Get a submitted practice",
)
async def get_practice_submission(
    who: Contributor, session: Read, submission_id: UUID, tagged: Tagged
) -> SubmissionBody:
    """One of your own, or as a reviewer anybody's."""
    return tagged(_body(await submissions.submission(session, submission_id, who)))


steps = Steps(router, SUBMISSION, key=Code, load=submissions.waiting)


@steps.step("review")
async def review_practice(tx: Transaction, submission: Submission, _: Principal, body: ReviewBody) -> Receipt:
    """Find it promising, which makes it public, or decline it, with the reason.

    `If-Match` and the receipt are of the submission.
    """
    return await submissions.review(tx, submission, body.decision, body.reason)


@router.post("/v1/practices/{code}:adopt", operation_id="adopt_practice", summary="Adopt a practice")
async def adopt_practice(who: State, tx: WriteOnce, code: Code, body: NewAdoption) -> AdoptionBody:
    """Adopt it for your State, which gets a draft of a commitment from it. Adopting again changes nothing."""
    who.check_party(body.party, "its adoption of a practice")
    return AdoptionBody.model_validate(await adoptions.adopt(tx, code, body.party, body.title))


@router.get(
    "/v1/practices/{code}/adoptions",
    operation_id="list_practice_adoptions",
    summary="List who has adopted a practice",
)
async def list_practice_adoptions(
    _: Anyone, session: Read, paging: Pages, code: Code, request: Request, response: Response
) -> Page[AdoptionBody]:
    """The States that have adopted it, by code."""
    rows = await adoptions.adoptions(session, code, paging)
    shown, cursor = page(rows, paging, request, response, "party")
    return Page(items=[AdoptionBody.model_validate(row) for row in shown], next_cursor=cursor)


def _body(submission: Submission) -> SubmissionBody:
    return SubmissionBody.model_validate(submission, context=AS_STORED)

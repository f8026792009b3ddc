"""`/v1/commitments`: what parties promise, and how far they are. A draft is its party's own."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime

from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, check_match, set_etag
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems import InvalidError
from chassis.problems.models import PartyCode
from commitments import assessments, commitments
from commitments.api.bodies import Receipt
from commitments.content.commitments import CommitmentBody, Marker, NewCommitment
from commitments.content.filters import Filter
from commitments.content.measures import Code
from commitments.content.patches import CommitmentPatch
from commitments.content.progress import ProgressBody
from commitments.progress import Status

Author = Annotated[Principal, Depends(requires("commitments:write"))]
router = APIRouter(tags=["commitments"], route_class=IdempotentRoute)


def _filter(
    party: Annotated[PartyCode | None, Query(description="Among whose parties it is.")] = None,
    framework: Annotated[Code | None, Query(description="Serving a goal of this framework.")] = None,
    goal: Annotated[Code | None, Query(description="Serving this goal of `framework`.")] = None,
    status: Literal["draft", "published"] | None = None,
    progress: Annotated[Status | None, Query(description="Its computed progress.")] = None,
    marker: Marker | None = None,
) -> Filter:
    if goal is not None and framework is None:
        raise InvalidError.at("?framework", "say of which framework the goal is")
    return Filter(party, framework, goal, status, progress, marker)


@router.post(
    "/v1/commitments", status_code=201, operation_id="create_commitment", summary="Draft a commitment"
)
async def create_commitment(
    who: Author, tx: WriteOnce, body: NewCommitment, response: Response
) -> CommitmentBody:
    """Keep a draft of your party's commitment, with its goals and indicators."""
    who.check_party(body.party)
    commitment = await commitments.draft(tx, body)
    response.headers["Location"] = f"/v1/commitments/{commitment.id}"
    return _shown(commitment, response)


@router.get("/v1/commitments", operation_id="list_commitments", summary="List commitments")
async def list_commitments(
    who: Anyone,
    session: Read,
    paging: Pages,
    wanted: Annotated[Filter, Depends(_filter)],
    request: Request,
    response: Response,
) -> Page[CommitmentBody]:
    """Published commitments, and your party's own drafts, by reference."""
    found = await commitments.page_of(session, paging, who.party, wanted)
    shown, cursor = page(found, paging, request, response, "reference")
    return Page(items=shown, next_cursor=cursor)


@router.get("/v1/commitments/{commitment_id}", operation_id="get_commitment", summary="Read a commitment")
async def get_commitment(
    who: Anyone, session: Read, commitment_id: UUID, response: Response
) -> CommitmentBody:
    """One commitment."""
    return _shown(await commitments.find(session, commitment_id, who.party), response)


@router.patch(
    "/v1/commitments/{commitment_id}", operation_id="change_commitment", summary="Change a commitment"
)
async def change_commitment(
    who: Author,
    tx: Write,
    commitment_id: UUID,
    if_match: IfMatch,
    body: CommitmentPatch,
    response: Response,
) -> CommitmentBody:
    """Change what a commitment says. The indicators of a published one stay."""
    commitment = await commitments.own(tx, commitment_id, who)
    check_match(if_match, commitment.version)
    return _shown(await commitments.change(tx, commitment, body), response)


@router.post(
    "/v1/commitments/{commitment_id}:publish",
    operation_id="publish_commitment",
    summary="Publish a commitment",
)
async def publish_commitment(who: Author, tx: WriteOnce, commitment_id: UUID, response: Response) -> Receipt:
    """Make a draft public. From then on it is measured."""
    commitment = await commitments.own(tx, commitment_id, who)
    event_id, version = await commitments.publish(tx, commitment)
    set_etag(response, version)
    return Receipt(id=commitment_id, version=version, event_id=event_id)


@router.get(
    "/v1/commitments/{commitment_id}/progress",
    operation_id="get_progress",
    summary="Read computed progress",
)
async def get_progress(
    who: Anyone,
    session: Read,
    commitment_id: UUID,
    response: Response,
    as_of: Annotated[AwareDatetime | None, Query(description="As it stood before this time.")] = None,
) -> ProgressBody:
    """How far a commitment is, and all that is needed to compute it again."""
    await commitments.find(session, commitment_id, who.party)
    progress = await assessments.latest(session, commitment_id, as_of)
    set_etag(response, progress.version)
    return progress


def _shown(commitment: CommitmentBody, response: Response) -> CommitmentBody:
    set_etag(response, commitment.version)
    return commitment

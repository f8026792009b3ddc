"""`/v1/commitments`: what parties promise. A draft is its party's own."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.database import Transaction
from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, Tagged, check_match
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems import InvalidError
from chassis.resources.steps import Receipt, Steps
from chassis.values import PartyCode
from commitments.commitments import drafting, publishing, reading
from commitments.commitments.filters import Filter
from commitments.commitments.lifecycle import COMMITMENT
from commitments.commitments.models import CommitmentBody, CommitmentPatch, Marker, NewCommitment
from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.frameworks.models import Code

Author = Annotated[Principal, Depends(requires("commitments:write"))]
router = APIRouter(tags=["commitments"], route_class=Operation)


def _filter(
    party: Annotated[PartyCode | None, Query(description="Among whose parties it is.")] = None,
    framework: Annotated[Code | None, Query(description="Serving a goal of this framework.")] = None,
    goal: Annotated[Code | None, Query(description="Serving this goal of `framework`.")] = None,
    status: Literal["draft", "published"] | None = None,
    progress: Annotated[ProgressStatus | None, Query(description="Its computed progress.")] = None,
    marker: Marker | None = None,
) -> Filter:
    if goal is not None and framework is None:
        raise InvalidError.at("?framework", "needs `framework` beside it")
    return Filter(party, framework, goal, status, progress, marker)


@router.post(
    "/v1/commitments", status_code=201, operation_id="create_commitment", summary="Draft a commitment"
)
async def create_commitment(
    who: Author, tx: WriteOnce, body: NewCommitment, tagged: Tagged
) -> CommitmentBody:
    """Keep a draft of your party's commitment, with its goals and indicators."""
    who.check_party(body.party)
    commitment = await drafting.draft(tx, body)
    return tagged(commitment, location=f"/v1/commitments/{commitment.id}")


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
    found = await reading.page_of(session, paging, who.party, wanted)
    shown, cursor = page(found, paging, request, response, "reference")
    return Page(items=shown, next_cursor=cursor)


@router.get("/v1/commitments/{commitment_id}", operation_id="get_commitment", summary="Get a commitment")
async def get_commitment(who: Anyone, session: Read, commitment_id: UUID, tagged: Tagged) -> CommitmentBody:
    """One commitment."""
    return tagged(await reading.find(session, commitment_id, who.party))


@router.patch(
    "/v1/commitments/{commitment_id}", operation_id="change_commitment", summary="Change a commitment"
)
async def change_commitment(
    who: Author,
    tx: Write,
    commitment_id: UUID,
    if_match: IfMatch,
    body: CommitmentPatch,
    tagged: Tagged,
) -> CommitmentBody:
    """Apply a merge patch. The indicators of a published one stay."""
    commitment = await reading.own(tx, commitment_id, who)
    check_match(if_match, commitment)
    return tagged(await drafting.change(tx, commitment, body))


steps = Steps(router, COMMITMENT, key=UUID, load=reading.own)


@steps.step("publish")
async def publish_commitment(tx: Transaction, commitment: CommitmentBody, _: Principal) -> Receipt:
    """Make a draft public. From then on it is measured."""
    event_id, version = await publishing.publish(tx, commitment)
    return Receipt(id=commitment.id, version=version, event_id=event_id, status="published")

"""`/v1/commitments`: what parties promise. A draft is its party's own."""

from typing import Annotated
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
from chassis.resources.steps import ReasonBody, Receipt, Steps
from chassis.values import PartyCode
from commitments.commitments import approving, drafting, history, keeping, publishing, reading
from commitments.commitments.filters import Filter
from commitments.commitments.lifecycle import COMMITMENT, WRITE
from commitments.commitments.models import (
    ChangeBody,
    CommitmentBody,
    CommitmentPatch,
    CorrectionBody,
    Marker,
    NewCommitment,
)
from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.commitments.rules.statuses import Origin, Status
from commitments.frameworks.models import Code

Author = Annotated[Principal, Depends(requires(WRITE))]
router = APIRouter(tags=["commitments"], route_class=Operation)


def _filter(
    party: Annotated[PartyCode | None, Query(description="Among whose parties it is.")] = None,
    framework: Annotated[Code | None, Query(description="Serving a goal of this framework.")] = None,
    goal: Annotated[Code | None, Query(description="Serving this goal of `framework`.")] = None,
    status: Annotated[Status | None, Query(description="Where it stands.")] = None,
    origin: Annotated[
        Origin | None, Query(description="Declared by its party, or derived from something else.")
    ] = None,
    progress: Annotated[ProgressStatus | None, Query(description="Its computed progress.")] = None,
    marker: Marker | None = None,
) -> Filter:
    if goal is not None and framework is None:
        raise InvalidError.at("?framework", "needs `framework` beside it")
    return Filter(party, framework, goal, status, origin, progress, marker)


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
    """Apply a merge patch to a draft. One that was submitted or approved is a draft again by it."""
    commitment = await reading.own(tx, commitment_id, who)
    check_match(if_match, commitment)
    return tagged(await drafting.change(tx, commitment, body))


@router.get(
    "/v1/commitments/{commitment_id}/history",
    operation_id="list_commitment_history",
    summary="List what became of a commitment",
)
async def list_commitment_history(
    who: Anyone, session: Read, paging: Pages, commitment_id: UUID, request: Request, response: Response
) -> Page[ChangeBody]:
    """Each change with its time, who made it and why, the first first; drafts are for its party alone."""
    rows = await history.page_of(session, paging, commitment_id, who.party)
    shown, cursor = page(rows, paging, request, response, "position")
    return Page(items=[one.shown() for one in shown], next_cursor=cursor)


steps = Steps(router, COMMITMENT, key=UUID, load=reading.own)


@steps.step("submit")
async def submit_commitment(tx: Transaction, commitment: CommitmentBody, _: Principal) -> Receipt:
    """Ask the party's focal point to approve a draft. A later change makes it a draft again."""
    return Receipt.of(*await approving.submit(tx, commitment))


@steps.step("send-back")
async def send_back_commitment(
    tx: Transaction, commitment: CommitmentBody, _: Principal, body: ReasonBody
) -> Receipt:
    """Let its author go on with a draft that was submitted or approved."""
    return Receipt.of(*await approving.send_back(tx, commitment, body.reason))


@steps.step("approve")
async def approve_commitment(tx: Transaction, commitment: CommitmentBody, _: Principal) -> Receipt:
    """Sign off a draft as it reads, for the party."""
    return Receipt.of(*await approving.approve(tx, commitment))


@steps.step("publish")
async def publish_commitment(tx: Transaction, commitment: CommitmentBody, _: Principal) -> Receipt:
    """Make an approved draft public. From then on it is measured."""
    return Receipt.of(*await publishing.publish(tx, commitment))


@steps.step("start")
async def start_commitment(tx: Transaction, commitment: CommitmentBody, _: Principal) -> Receipt:
    """Declare that the party has begun to keep it."""
    return Receipt.of(*await keeping.start(tx, commitment))


@steps.step("correct")
async def correct_commitment(
    tx: Transaction, commitment: CommitmentBody, _: Principal, body: CorrectionBody
) -> Receipt:
    """Correct a slip in title, description or area, with the reason. The earlier version stays citable."""
    return Receipt.of(*await drafting.correct(tx, commitment, body))


@steps.step("fulfil")
async def fulfil_commitment(
    tx: Transaction, commitment: CommitmentBody, _: Principal, body: ReasonBody
) -> Receipt:
    """Declare that the party has kept it, and by what. Computed progress stands beside it as it is."""
    return Receipt.of(*await keeping.fulfil(tx, commitment, body.reason))


@steps.step("withdraw")
async def withdraw_commitment(
    tx: Transaction, commitment: CommitmentBody, _: Principal, body: ReasonBody
) -> Receipt:
    """Declare that the party stands under it no more, and why. It stays readable, and counts no longer."""
    return Receipt.of(*await keeping.withdraw(tx, commitment, body.reason))

"""Reading commitments. A draft is its party's own."""

from collections.abc import Collection
from uuid import UUID

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging
from chassis.identity import Principal
from commitments.commitments.errors import DerivedError, NoSuchCommitmentError
from commitments.commitments.filters import Filter
from commitments.commitments.models import CommitmentBody
from commitments.commitments.rules.statuses import is_own
from commitments.commitments.store import commitments as store


async def own(tx: Transaction, commitment_id: UUID, who: Principal) -> CommitmentBody:
    """The commitment, locked, if `who` speaks for its lead party. Another's draft is hidden.

    Raises `DerivedError` for what no party has declared.
    """
    if not await store.lock(tx, commitment_id):
        raise NoSuchCommitmentError("There is no such commitment.")
    commitment = await find(tx, commitment_id, who.party)
    who.check_party(commitment.party)
    if commitment.origin == "derived":
        source = commitment.derived_from or "what was published elsewhere"
        raise DerivedError(f"It follows from {source}: nobody declared it here, and nobody changes it here.")
    return commitment


async def find(session: Session, commitment_id: UUID, reader: str | None) -> CommitmentBody:
    """The commitment, if `reader` (a party, or nobody in particular) may read it."""
    for commitment in await store.find(session, [commitment_id]):
        if not is_own(commitment.status) or commitment.party == reader:
            return commitment
    raise NoSuchCommitmentError("There is no such commitment.")


async def by_reference(tx: Transaction, references: Collection[str]) -> dict[str, CommitmentBody]:
    """Those commitments that have one of `references`, by it."""
    return {one.reference: one for one in await store.find_by_reference(tx, references)}


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, wanted: Filter
) -> list[CommitmentBody]:
    """The commitments that `reader` may read, by reference."""
    return await store.page_of(session, paging, reader, wanted)

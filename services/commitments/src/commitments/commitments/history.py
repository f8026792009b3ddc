"""What became of a commitment: the ledger is its history, and nothing keeps it a second time."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import ReadSession
from chassis.http.pages import Paging
from commitments.commitments.reading import find
from commitments.commitments.store import history as store
from commitments.commitments.store.history import Change


async def page_of(
    session: ReadSession, paging: Paging, commitment_id: UUID, reader: str | None
) -> Sequence[Change]:
    """What became of the commitment, the first first, as far as `reader` may see it.

    Raises `NoSuchCommitmentError`.
    """
    commitment = await find(session, commitment_id, reader)
    return await store.page_of(session, paging, commitment_id, public_only=commitment.party != reader)

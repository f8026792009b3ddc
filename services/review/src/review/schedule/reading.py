"""Finding milestones."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging
from review.schedule import store
from review.schedule.errors import NoSuchMilestoneError
from review.schedule.models import MilestoneBody


async def find(session: Session, milestone_id: UUID) -> MilestoneBody:
    """The milestone. Raises `NoSuchMilestoneError`."""
    return _found(await store.milestone(session, milestone_id))


async def find_to_change(tx: Transaction, milestone_id: UUID) -> MilestoneBody:
    """The milestone, kept from being changed by others until the transaction ends.

    Raises `NoSuchMilestoneError`.
    """
    return _found(await store.lock_milestone(tx, milestone_id))


async def page_of(session: ReadSession, paging: Paging) -> Sequence[MilestoneBody]:
    """A page of milestones, the oldest first."""
    return await store.milestones(session, paging)


def _found(milestone: MilestoneBody | None) -> MilestoneBody:
    if milestone is None:
        raise NoSuchMilestoneError("There is no such milestone.")
    return milestone

"""Milestones, meetings and expected parties."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlmodel import col

from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from review.submissions.rules import Expected
from review.schedule.tables import ExpectedParty, Milestone
from review.meetings.tables import Meeting

Session = ReadSession | Transaction






async def milestone(session: Session, milestone_id: UUID) -> Milestone | None:
    """The milestone, if there is one."""
    return await session.get(Milestone, milestone_id)


async def lock_milestone(tx: Transaction, milestone_id: UUID) -> Milestone | None:
    """The milestone, kept from being changed by others until the transaction ends."""
    return await tx.get(Milestone, milestone_id, with_for_update=True)


async def milestones(session: Session, paging: Paging) -> Sequence[Milestone]:
    """A page of milestones, the oldest first."""
    wanted = after(select(Milestone), paging, col(Milestone.id))
    return (await session.scalars(wanted)).all()


async def next_reference(tx: Transaction, framework: str, year: int) -> str:
    """The next free reference such as `GCM-2026-02`; one transaction at a time takes one."""
    stem = f"{framework}-{year}"
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:stem, 2))"), {"stem": stem})
    taken = select(func.count()).where(col(Milestone.reference).startswith(f"{stem}-"))
    return f"{stem}-{(await tx.execute(taken)).scalar_one() + 1:02d}"


async def add_expected(
    tx: Transaction, milestone_id: UUID, parties: Sequence[tuple[str, str | None]]
) -> None:
    """Note that `parties`, each with its region, owe a report."""
    rows = [{"milestone_id": milestone_id, "party": party, "region": region} for party, region in parties]
    await tx.execute(insert(ExpectedParty), rows)


async def expected_codes(session: Session, milestone_id: UUID) -> list[str]:
    """The codes of the expected parties, in order."""
    wanted = select(col(ExpectedParty.party)).where(col(ExpectedParty.milestone_id) == milestone_id)
    return list((await session.scalars(wanted.order_by(col(ExpectedParty.party)))).all())


async def expected_party(tx: Transaction, milestone_id: UUID, party: str) -> ExpectedParty | None:
    """One expected party, kept from being changed by others until the transaction ends."""
    return await tx.get(ExpectedParty, (milestone_id, party), with_for_update=True)







"""Milestones, meetings and expected parties."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlmodel import col

from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from review.rules.timeliness import Expected
from review.tables.meetings import ExpectedParty, Meeting, Milestone

Session = ReadSession | Transaction


async def meeting(session: Session, meeting_id: UUID) -> Meeting | None:
    """The meeting, if there is one."""
    return await session.get(Meeting, meeting_id)


async def meetings(session: Session, paging: Paging) -> Sequence[Meeting]:
    """A page of meetings, the oldest first."""
    wanted = after(select(Meeting), paging, col(Meeting.id))
    return (await session.scalars(wanted)).all()


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


_EPOCH = text("SELECT epoch FROM chassis.current_source WHERE source = 'commitments'")
_EXPECTED = text(
    """
    SELECT e.party, e.region, e.extended_due_at, e.exempted_by IS NOT NULL AS exempt,
           (SELECT min(r.time) FROM review.received_report r
            WHERE r.epoch = :epoch AND r.milestone_id = e.milestone_id AND r.party = e.party
              AND r.time < :cut) AS first_submitted_at
    FROM review.expected_party e WHERE e.milestone_id = :milestone ORDER BY e.party
    """
)


async def reporting_epoch(session: Session) -> UUID | None:
    """The epoch of the ledger of submissions that is in force now; none before anything was heard of it."""
    return (await session.execute(_EPOCH)).scalar_one_or_none()


async def expected(session: Session, milestone_id: UUID, cut: datetime, epoch: UUID | None) -> list[Expected]:
    """Every expected party with its first submission under `epoch` whose ledger time is before `cut`."""
    rows = await session.execute(_EXPECTED, {"milestone": milestone_id, "cut": cut, "epoch": epoch})
    return [Expected.model_validate(dict(row)) for row in rows.mappings()]

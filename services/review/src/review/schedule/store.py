"""All SQL of milestones and of the parties that owe a report for them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, text, update

from chassis.database import Session, Transaction
from chassis.http.pages import Paging, after
from review.parties.models import Party
from review.schedule.models import ExpectedBody, MilestoneBody
from review.schedule.tables import ExpectedParty, Milestone

_milestone = Milestone.metadata.tables["review.milestone"]
_expected = ExpectedParty.metadata.tables["review.expected_party"]


async def add(tx: Transaction, milestone: MilestoneBody, parties: Sequence[Party]) -> None:
    """Insert a milestone for which `parties` owe a report."""
    await tx.execute(insert(_milestone), milestone.model_dump())
    rows = [{"milestone_id": milestone.id, "party": party.code, "region": party.region} for party in parties]
    await tx.execute(insert(_expected), rows)


async def save(tx: Transaction, milestone: MilestoneBody) -> None:
    """Store what has changed of a milestone."""
    here = update(_milestone).where(_milestone.c.id == milestone.id)
    await tx.execute(here.values(milestone.model_dump(exclude={"id"})))


async def milestone(session: Session, milestone_id: UUID) -> MilestoneBody | None:
    """The milestone, if there is one."""
    return await _one(session, select(_milestone).where(_milestone.c.id == milestone_id))


async def lock_milestone(tx: Transaction, milestone_id: UUID) -> MilestoneBody | None:
    """The milestone, kept from being changed by others until the transaction ends."""
    return await _one(tx, select(_milestone).where(_milestone.c.id == milestone_id).with_for_update())


async def milestones(session: Session, paging: Paging) -> list[MilestoneBody]:
    """A page of milestones, the oldest first."""
    rows = await session.execute(after(select(_milestone), paging, _milestone.c.id))
    return [MilestoneBody(**row) for row in rows.mappings()]


async def next_reference(tx: Transaction, framework: str, year: int) -> str:
    """The next free reference such as `GCM-2026-02`; one transaction at a time takes one."""
    stem = f"{framework}-{year}"
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:stem, 2))"), {"stem": stem})
    taken = select(func.count()).where(_milestone.c.reference.startswith(f"{stem}-"))
    return f"{stem}-{(await tx.execute(taken)).scalar_one() + 1:02d}"


async def expected_codes(session: Session, milestone_id: UUID) -> list[str]:
    """The codes of the expected parties, in order."""
    wanted = select(_expected.c.party).where(_expected.c.milestone_id == milestone_id)
    return list((await session.execute(wanted.order_by(_expected.c.party))).scalars())


async def lock_expected(tx: Transaction, milestone_id: UUID, party: str) -> ExpectedBody | None:
    """One expected party, kept from being changed by others until the transaction ends."""
    here = (_expected.c.milestone_id == milestone_id, _expected.c.party == party)
    rows = await tx.execute(select(_expected).where(*here).with_for_update())
    return next((ExpectedBody(**row) for row in rows.mappings()), None)


async def save_expected(tx: Transaction, expected: ExpectedBody) -> None:
    """Store an expected party's extension or exemption."""
    here = (_expected.c.milestone_id == expected.milestone_id, _expected.c.party == expected.party)
    await tx.execute(update(_expected).where(*here).values(expected.model_dump()))


async def _one(session: Session, query: Select[Any]) -> MilestoneBody | None:
    rows = await session.execute(query)
    return next((MilestoneBody(**row) for row in rows.mappings()), None)

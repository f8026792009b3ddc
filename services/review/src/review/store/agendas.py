"""Assemblies that wait, rule sets, and the versions of agendas."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from review.rules.record import SOURCES
from review.rules.rule_set import RuleSet
from review.tables.agendas import AgendaRow, Assembly, RuleSetRow

Session = ReadSession | Transaction


async def request_assembly(tx: Transaction, milestone_id: UUID, cut_at: datetime, reason: str) -> None:
    """Let an agenda be assembled as of `cut_at`; nothing happens when that is asked for already."""
    asked = {"milestone_id": milestone_id, "cut_at": cut_at, "reason": reason}
    row = {**asked, "traceparent": tx.origin.traceparent}
    await tx.execute(insert(Assembly).values(row).on_conflict_do_nothing())


async def take_pending(tx: Transaction) -> Assembly | None:
    """An assembly whose sources are complete and that nobody else works on; locked until the end."""
    ready = text(
        """
        SELECT a.milestone_id, a.cut_at FROM review.assembly a
        WHERE a.completed_at IS NULL AND cardinality(CAST(:sources AS text[])) = (
            SELECT count(*) FROM chassis.current_source s
            WHERE s.source = ANY (:sources) AND s.covered_time >= a.cut_at
        )
        ORDER BY a.cut_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """
    )
    row = (await tx.execute(ready, {"sources": list(SOURCES)})).one_or_none()
    return None if row is None else await tx.get(Assembly, (row.milestone_id, row.cut_at))


async def lock_assembly(tx: Transaction, milestone_id: UUID, cut_at: datetime) -> Assembly | None:
    """One assembly, locked until the transaction ends."""
    return await tx.get(Assembly, (milestone_id, cut_at), with_for_update=True)


async def newest_rule_set(session: Session, framework: str) -> RuleSet | None:
    """The newest published rule set for reviews of `framework`."""
    own = col(RuleSetRow.body)["framework"].astext == framework
    newest = select(RuleSetRow).where(own).order_by(col(RuleSetRow.version).desc()).limit(1)
    row = (await session.scalars(newest)).one_or_none()
    return None if row is None else RuleSet.model_validate(row.body)


async def rule_sets(session: Session) -> Sequence[RuleSetRow]:
    """All rule sets."""
    return (
        await session.scalars(select(RuleSetRow).order_by(col(RuleSetRow.code), col(RuleSetRow.version)))
    ).all()


async def publish_rule_set(tx: Transaction, row: dict[str, Any]) -> bool:
    """Store a rule set unless its version is there; returns whether it was stored."""
    wanted = insert(RuleSetRow).values(row).on_conflict_do_nothing().returning(col(RuleSetRow.code))
    return (await tx.execute(wanted)).one_or_none() is not None


async def newest_version(session: Session, meeting_id: UUID) -> AgendaRow | None:
    """The newest version of a meeting's agenda."""
    own = select(AgendaRow).where(col(AgendaRow.meeting_id) == meeting_id)
    return (await session.scalars(own.order_by(col(AgendaRow.version).desc()).limit(1))).one_or_none()


async def versions(session: Session, meeting_id: UUID, paging: Paging) -> Sequence[AgendaRow]:
    """A page of the versions of a meeting's agenda, the first version first."""
    own = select(AgendaRow).where(col(AgendaRow.meeting_id) == meeting_id)
    return (await session.scalars(after(own, paging, col(AgendaRow.version)))).all()


async def agenda(session: Session, agenda_id: UUID) -> AgendaRow | None:
    """One version of an agenda."""
    return await session.get(AgendaRow, agenda_id)

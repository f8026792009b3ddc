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
from review.agendas.rules.record import SOURCES
from review.agendas.rules.rule_set import RuleSet
from review.agendas.tables.agendas import AgendaRow, Assembly, RuleSetRow

Session = ReadSession | Transaction














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

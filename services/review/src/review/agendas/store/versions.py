"""The versions of agendas. Every version is kept."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select

from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging, after
from review.agendas.models import AgendaBody, AgendaVersion
from review.agendas.tables.agendas import AgendaRow

_agenda = AgendaRow.metadata.tables["review.agenda"]
_version = select(*(column for column in _agenda.c if column.name != "document"))


async def add(tx: Transaction, version: AgendaVersion, document: str) -> None:
    """Insert a version, whose JSON is `document`."""
    await tx.execute(insert(_agenda), version.model_dump() | {"document": document})


async def newest(session: Session, meeting_id: UUID) -> AgendaVersion | None:
    """The newest version of a meeting's agenda."""
    rows = await session.execute(_newest_of(meeting_id, _version))
    return next((AgendaVersion(**row) for row in rows.mappings()), None)


async def versions(session: ReadSession, meeting_id: UUID, paging: Paging) -> list[AgendaVersion]:
    """A page of the versions of a meeting's agenda, the first version first."""
    own = _version.where(_agenda.c.meeting_id == meeting_id)
    rows = await session.execute(after(own, paging, _agenda.c.version))
    return [AgendaVersion(**row) for row in rows.mappings()]


async def newest_agenda(session: ReadSession, meeting_id: UUID) -> AgendaBody | None:
    """The newest version of a meeting's agenda, with its content."""
    return await _agenda_of(session, _newest_of(meeting_id, select(_agenda)))


async def agenda(session: ReadSession, agenda_id: UUID) -> AgendaBody | None:
    """One version of an agenda, with its content."""
    return await _agenda_of(session, select(_agenda).where(_agenda.c.id == agenda_id))


def _newest_of(meeting_id: UUID, versions: Select[Any]) -> Select[Any]:
    own = versions.where(_agenda.c.meeting_id == meeting_id)
    return own.order_by(_agenda.c.version.desc()).limit(1)


async def _agenda_of(session: ReadSession, query: Select[Any]) -> AgendaBody | None:
    row = (await session.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    fields = dict(row)
    return AgendaBody(agenda=json.loads(fields.pop("document")), **fields)

"""Assembling the agenda: as soon as the sources are complete up to the deadline, or when patience ends."""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
import structlog
from chassis import ledger
from chassis.base.identifiers import new_id
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging
from chassis.telemetry import tracing
from chassis.timers import Due
from review.agendas.errors import NoRuleSetError, NoSuchAgendaError
from review.meetings.errors import NoSuchMeetingError
from review.schedule.errors import NoSuchMilestoneError
from review.agendas.events import AgendaAssembled, AgendaRevised, ItemShown
from review.agendas.rules.agenda import assemble, digest
from review.agendas.rules.record import Agenda, Item
from review.agendas.rules.registry_facts import Finding, RegionWithoutReview, Review
from review.agendas.store import versions as store
from review.schedule import store as milestones
from review.agendas.store.record import record_at
from review.agendas.tables.agendas import AgendaRow, Assembly, RuleSetRow
from review.schedule.tables import Milestone


async def find(session: ReadSession, agenda_id: UUID) -> AgendaRow:
    """One version of an agenda. Raises `NoSuchAgendaError`."""
    return _there(await store.agenda(session, agenda_id))


async def newest(session: ReadSession, meeting_id: UUID) -> AgendaRow:
    """The newest version of a meeting's agenda. Raises `NoSuchAgendaError`."""
    return _there(await store.newest_version(session, meeting_id))


async def versions(session: ReadSession, meeting_id: UUID, paging: Paging) -> Sequence[AgendaRow]:
    """A page of the versions of a meeting's agenda, the first version first."""
    return await store.versions(session, meeting_id, paging)


async def rule_sets(session: ReadSession) -> Sequence[RuleSetRow]:
    """All published rule sets."""
    return await store.rule_sets(session)


def _there(row: AgendaRow | None) -> AgendaRow:
    if row is None:
        raise NoSuchAgendaError("There is no such agenda, or none has been assembled yet.")
    return row

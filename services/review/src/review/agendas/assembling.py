"""Assembling agendas: as soon as the sources are complete up to the deadline, or when one stays silent."""

import time
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

import structlog

from chassis import ledger
from chassis.base.identifiers import new_id
from chassis.database import Session, Transaction
from chassis.queues import Work
from chassis.telemetry import tracing
from chassis.telemetry.spans import Span
from chassis.timers import Due
from review.agendas.errors import NoRuleSetError
from review.agendas.events import AgendaAssembled, AgendaRevised
from review.agendas.models import AgendaVersion, Assembly
from review.agendas.rules.agenda import assemble, digest
from review.agendas.rules.reason import after_patience
from review.agendas.rules.record import SOURCES, Agenda, Record
from review.agendas.rules.rule_set import RuleSet
from review.agendas.store import assemblies, rule_sets, versions
from review.agendas.store.record import record_at
from review.meetings import store as meetings
from review.schedule import store as milestones
from review.schedule.models import MilestoneBody

log = structlog.get_logger(__name__)


async def assemble_after_patience(tx: Transaction, due: Due) -> None:
    """The timer of a pending assembly: make the agenda of what is there.

    Without one of its sources it is incomplete, and the assembly stays pending: when the source is back, the
    agenda is revised.
    """
    milestone_id, cut_at = due.subject.split("/")
    assembly = await assemblies.lock(tx, UUID(milestone_id), datetime.fromisoformat(cut_at))
    if assembly is None or assembly.completed_at is not None:
        return
    milestone, began = await _milestone(tx, assembly), time.monotonic()
    agenda = assemble(*await basis_at(tx, milestone, assembly.cut_at))
    silent = set(SOURCES) - {cut.source for cut in agenda.cuts if cut.complete}
    reason = after_patience(assembly.reason, silent, assembly.attempts)
    await _add_version(tx, assembly, milestone, agenda, reason, began)
    if agenda.complete:
        await assemblies.complete(tx, assembly)


async def _assemble(tx: Transaction, assembly: Assembly) -> None:
    milestone, began = await _milestone(tx, assembly), time.monotonic()
    agenda = assemble(*await basis_at(tx, milestone, assembly.cut_at))
    await _add_version(tx, assembly, milestone, agenda, assembly.reason, began)


async def _milestone(tx: Transaction, assembly: Assembly) -> MilestoneBody:
    milestone = await milestones.milestone(tx, assembly.milestone_id)
    assert milestone is not None, "a foreign key holds it"
    return milestone


async def _add_version(
    tx: Transaction, assembly: Assembly, milestone: MilestoneBody, agenda: Agenda, reason: str, began: float
) -> None:
    """Keep `agenda`, whose making `began` then, as the meeting's newest version, unless that is the same."""
    assert milestone.meeting_id is not None, "an assembly is only requested for a meeting"
    document = agenda.model_dump_json()
    newest = await versions.newest(tx, milestone.meeting_id)
    if newest is not None and newest.digest == digest(document):
        return
    version = AgendaVersion(
        id=new_id(),
        meeting_id=milestone.meeting_id,
        milestone_id=milestone.id,
        version=1 if newest is None else newest.version + 1,
        status="provisional" if newest is None else "revised",
        complete=agenda.complete,
        reason=reason,
        author=tx.origin.actor,
        rule_set=agenda.rule_set,
        cut_at=assembly.cut_at,
        digest=digest(document),
        assembled_at=await ledger.now(tx),
    )
    await versions.add(tx, version, document)
    event = AgendaAssembled if newest is None else AgendaRevised
    tx.append(event.of(version, agenda), subject=version.meeting_id)
    log.info(
        "agenda assembled",
        milestone=milestone.reference,
        version=version.version,
        complete=version.complete,
        took_ms=round((time.monotonic() - began) * 1000),
    )


async def basis_at(session: Session, milestone: MilestoneBody, cut: datetime) -> tuple[Record, RuleSet, int]:
    """What the agenda of `milestone` rests on just before `cut`: the record, the rules, the minutes."""
    rule_set = await rule_sets.newest(session, milestone.framework)
    if rule_set is None:
        raise NoRuleSetError(f"No rule set is published for {milestone.framework}.")
    minutes = 0
    if milestone.meeting_id is not None:
        meeting = await meetings.meeting(session, milestone.meeting_id)
        assert meeting is not None, "a foreign key holds it"
        minutes = meeting.minutes
    return await record_at(session, milestone, rule_set, cut), rule_set, minutes


def _span(assembly: Assembly) -> AbstractContextManager[Span]:
    return tracing.span("assemble agenda", parent=assembly.traceparent)


ASSEMBLING = Work(
    "subscription:review", [assemblies.ASSEMBLIES], assemblies.claim, apply=_assemble, span=_span
)
"""Assembles what was waiting for its sources."""

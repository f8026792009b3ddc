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
from review.errors import NoRuleSetError, NoSuchAgendaError, NoSuchMeetingError, NoSuchMilestoneError
from review.events import AgendaAssembled, AgendaRevised, ItemShown
from review.rules.agenda import assemble, digest
from review.rules.record import Agenda, Item
from review.rules.registry_facts import Finding, RegionWithoutReview, Review
from review.store import agendas as store
from review.store import milestones
from review.store.record import record_at
from review.tables.agendas import AgendaRow, Assembly, RuleSetRow
from review.tables.meetings import Milestone

log = structlog.get_logger(__name__)

RECORDS_IN_EVENT = 50
TEXT_IN_EVENT = 400
"""Characters of a text of the registry's; the agenda itself has all of it."""


async def complete_assemblies(tx: Transaction) -> None:
    """Assemble what was waiting for its sources; called whenever they have moved on."""
    while (assembly := await store.take_pending(tx)) is not None:
        with tracing.span("assemble agenda", parent=assembly.traceparent):
            await _assemble(tx, assembly, assembly.reason)
        assembly.completed_at = await ledger.now(tx)
        await tx.flush()


async def lose_patience(tx: Transaction, due: Due) -> None:
    """The timer of a pending assembly: make the agenda without the silent source, and say so.

    The assembly stays pending: when the source is back, the agenda is revised.
    """
    milestone_id, cut_at = due.subject.split("/")
    assembly = await store.lock_assembly(tx, UUID(milestone_id), datetime.fromisoformat(cut_at))
    if assembly is None or assembly.completed_at is not None:
        return
    await _assemble(tx, assembly, f"{assembly.reason}, and a source was silent")


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


async def preview(session: ReadSession, milestone_id: UUID) -> Agenda:
    """The agenda as it would be if the deadline were now; nothing is stored."""
    milestone = await milestones.milestone(session, milestone_id)
    if milestone is None:
        raise NoSuchMilestoneError("There is no such milestone.")
    return await _agenda_at(session, milestone, await ledger.now(session))


def _there(row: AgendaRow | None) -> AgendaRow:
    if row is None:
        raise NoSuchAgendaError("There is no such agenda, or none has been assembled yet.")
    return row


async def _assemble(tx: Transaction, assembly: Assembly, reason: str) -> None:
    began = time.monotonic()
    milestone = await milestones.milestone(tx, assembly.milestone_id)
    assert milestone is not None, "a foreign key holds it"
    assert milestone.meeting_id is not None, "an assembly is only asked for a meeting"
    agenda = await _agenda_at(tx, milestone, assembly.cut_at)
    document = agenda.model_dump_json()
    newest = await store.newest_version(tx, milestone.meeting_id)
    if newest is not None and newest.digest == digest(document):
        return
    row = AgendaRow(
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
        document=document,
        assembled_at=await ledger.now(tx),
    )
    tx.add(row)
    event = AgendaAssembled if newest is None else AgendaRevised
    tx.append(event(**_told(row, agenda)), subject=row.meeting_id)
    log.info(
        "agenda assembled",
        milestone=milestone.reference,
        version=row.version,
        complete=row.complete,
        took_ms=round((time.monotonic() - began) * 1000),
    )


async def _agenda_at(session: ReadSession | Transaction, milestone: Milestone, cut: datetime) -> Agenda:
    rule_set = await store.newest_rule_set(session, milestone.framework)
    if rule_set is None:
        raise NoRuleSetError(f"No rule set is published for {milestone.framework}.")
    minutes = 0
    if milestone.meeting_id is not None:
        meeting = await milestones.meeting(session, milestone.meeting_id)
        if meeting is None:
            raise NoSuchMeetingError("There is no such meeting.")
        minutes = meeting.minutes
    return assemble(await record_at(session, milestone, rule_set, cut), rule_set, minutes)


def _told(row: AgendaRow, agenda: Agenda) -> dict[str, Any]:
    return {
        "version": row.version,
        "agenda_id": row.id,
        "meeting_id": row.meeting_id,
        "milestone_id": row.milestone_id,
        "status": row.status,
        "complete": row.complete,
        "reason": row.reason,
        "rule_set": row.rule_set,
        "due_at": agenda.due_at,
        "cuts": list(agenda.cuts),
        "items": [_shortened(item) for item in agenda.items],
        "digest": row.digest,
        "href": f"/v1/agendas/{row.id}",
    }


def _shortened(item: Item) -> ItemShown:
    """The item with the first of its records, and of long texts the beginning: an event has its limits."""
    fields = {name: getattr(item, name) for name in Item.model_fields}
    shown = {
        "records": item.records[:RECORDS_IN_EVENT],
        "findings": tuple(_finding_shown(one) for one in item.findings[:RECORDS_IN_EVENT]),
        "gaps": item.gaps[:RECORDS_IN_EVENT],
        "reviews": tuple(_review_shown(one) for one in item.reviews[:RECORDS_IN_EVENT]),
    }
    return ItemShown(**{**fields, **shown}, record_count=len(item.basis))


def _finding_shown(finding: Finding) -> Finding:
    reply = finding.reply and finding.reply.model_copy(update={"text": _beginning(finding.reply.text)})
    return finding.model_copy(update={"text": _beginning(finding.text), "reply": reply})


def _review_shown(review: Review) -> Review:
    if isinstance(review, RegionWithoutReview) or review.summary is None:
        return review
    return review.model_copy(update={"summary": _beginning(review.summary)})


def _beginning(words: str) -> str:
    return words if len(words) <= TEXT_IN_EVENT else f"{words[: TEXT_IN_EVENT - 1]}…"

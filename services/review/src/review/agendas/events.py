"""What the review service publishes on `compact.review`."""

from datetime import datetime
from uuid import UUID
from chassis.ledger.events import EventData
from review.agendas.rules.record import Cut, Item


class ItemShown(Item):
    """An item of an agenda with the first 50 of its records, and of long texts the beginning.

    The agenda itself has all of them.
    """

    record_count: int
    """How many records the item rests on."""


class _AgendaData(EventData):
    version: int
    agenda_id: UUID
    meeting_id: UUID
    milestone_id: UUID
    status: str
    """`provisional`, then `revised`."""
    complete: bool
    """False when a source was silent: what it knows may be missing, and a revision follows."""
    reason: str
    rule_set: str
    due_at: datetime
    cuts: list[Cut]
    """Up to where each source was read."""
    items: list[ItemShown]
    """Each item with its reason and counts."""
    digest: str
    """SHA-256 of the whole agenda's JSON, as it is served at `href`."""
    href: str


class AgendaAssembled(_AgendaData, event_type="compact.agenda.assembled.v1"):
    """The first agenda of a meeting stands."""


class AgendaRevised(_AgendaData, event_type="compact.agenda.revised.v1"):
    """A newer version of a meeting's agenda stands."""


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

RECORDS_IN_EVENT = 50


TEXT_IN_EVENT = 400
"""Characters of a text of the registry's; the agenda itself has all of it."""


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

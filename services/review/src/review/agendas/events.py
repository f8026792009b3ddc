"""What is published about agendas."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from chassis.ledger.events import EventData
from review.agendas.models import AgendaVersion
from review.agendas.rules.record import Agenda, Cut, Item
from review.agendas.rules.registry_facts import Finding, RegionWithoutReview, Review

RECORDS_IN_EVENT = 50
TEXT_IN_EVENT = 400
"""Characters of a text of the registry's; the agenda itself has all of it."""


class ItemShown(Item):
    """An item of an agenda with the first 50 of its records, and of long texts the beginning.

    The agenda itself has all of them.
    """

    record_count: int
    """How many records the item rests on."""

    @classmethod
    def of(cls, item: Item) -> Self:
        """The beginning of `item`: an event has its limits."""
        fields: dict[str, Any] = {name: getattr(item, name) for name in Item.model_fields}
        fields |= {
            "records": item.records[:RECORDS_IN_EVENT],
            "findings": tuple(_finding(one) for one in item.findings[:RECORDS_IN_EVENT]),
            "gaps": item.gaps[:RECORDS_IN_EVENT],
            "reviews": tuple(_review(one) for one in item.reviews[:RECORDS_IN_EVENT]),
        }
        return cls(**fields, record_count=len(item.basis))


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

    @classmethod
    def of(cls, version: AgendaVersion, agenda: Agenda) -> Self:
        """The event of a new `version` with the content of `agenda`."""
        return cls(
            version=version.version,
            agenda_id=version.id,
            meeting_id=version.meeting_id,
            milestone_id=version.milestone_id,
            status=version.status,
            complete=version.complete,
            reason=version.reason,
            rule_set=version.rule_set,
            due_at=agenda.due_at,
            cuts=list(agenda.cuts),
            items=[ItemShown.of(item) for item in agenda.items],
            digest=version.digest,
            href=f"/v1/agendas/{version.id}",
        )


class AgendaAssembled(_AgendaData, event_type="compact.agenda.assembled.v1"):
    """The first agenda of a meeting stands."""


class AgendaRevised(_AgendaData, event_type="compact.agenda.revised.v1"):
    """A newer version of a meeting's agenda stands."""


PUBLISHED = (AgendaAssembled, AgendaRevised)


def _finding(finding: Finding) -> Finding:
    reply = finding.reply and finding.reply.model_copy(update={"text": _beginning(finding.reply.text)})
    return finding.model_copy(update={"text": _beginning(finding.text), "reply": reply})


def _review(review: Review) -> Review:
    if isinstance(review, RegionWithoutReview) or review.summary is None:
        return review
    return review.model_copy(update={"summary": _beginning(review.summary)})


def _beginning(text: str) -> str:
    return text if len(text) <= TEXT_IN_EVENT else f"{text[: TEXT_IN_EVENT - 1]}…"

"""Handles findings once they are raised: publishes or dismisses, replies, closes. Each step is an event."""

from collections.abc import Mapping
from typing import Any

from chassis import ledger
from chassis.database import Transaction
from chassis.identity import Principal
from chassis.ledger.events import EventData
from chassis.resources.steps import Receipt
from registry.catalogue.store.sessions import lock_registry
from registry.findings.events import (
    FindingClosed,
    FindingDismissed,
    FindingOpened,
    FindingReplied,
    ReplyPart,
)
from registry.findings.reading import one
from registry.findings.rules.findings import Finding
from registry.findings.store import findings as store
from registry.findings.store.pressures import states

_EVENTS: Mapping[str, type[EventData]] = {
    "open": FindingOpened,
    "replied": FindingReplied,
    "closed": FindingClosed,
}


async def locked(tx: Transaction, code: str, who: Principal) -> Finding:
    """The finding as `who` may read it, while no other transaction writes. Raises `EntryNotFoundError`."""
    await lock_registry(tx)
    return await one(tx, code, who)


async def locked_for_reply(tx: Transaction, code: str, who: Principal) -> Finding:
    """The same for the State concerned alone. Raises `ForbiddenError` for others."""
    finding = await locked(tx, code, who)
    who.check_party(finding.state, "a reply to this finding")
    return finding


async def publish(tx: Transaction, finding: Finding) -> Receipt:
    """Make a finding public after review."""
    now = await ledger.now(tx)
    return await _save(tx, finding, published_at=now, opened_on=now.date())


async def dismiss(tx: Transaction, finding: Finding, reason: str) -> Receipt:
    """Decide that it is no finding; it never becomes public."""
    return await _save(tx, finding, dismissed_at=await ledger.now(tx), dismissed_reason=reason)


async def reply(tx: Transaction, finding: Finding, text: str) -> Receipt:
    """Record the reply of the State concerned; it replaces the former, which stays in the history."""
    return await _save(tx, finding, reply=text, replied_at=await ledger.now(tx))


async def close(tx: Transaction, finding: Finding, reason: str) -> Receipt:
    """Settle a public finding."""
    return await _save(tx, finding, closed_at=await ledger.now(tx), closed_reason=reason)


async def _save(tx: Transaction, finding: Finding, **facts: Any) -> Receipt:
    after = finding.model_copy(update={"version": finding.version + 1, **facts})
    await store.save(tx, [after])
    state = (await states(tx, [after.state])).get(after.state)
    is_public = after.status != "dismissed"
    event = _event(after) if is_public else _dismissal(after)
    region = state.region if state else None
    event_id = tx.append(event, subject=after.id, party=after.state, region=region, public=is_public)
    return Receipt.of(after, event_id)


def _event(finding: Finding) -> EventData:
    """The event with the whole public finding at its status."""
    whole = finding.model_dump(include=set(FindingOpened.model_fields) - {"status", "reply"})
    reply = None
    if finding.reply is not None and finding.replied_at is not None:
        reply = ReplyPart(text=finding.reply, on=finding.replied_at.date())
    return _EVENTS[finding.status].model_validate({**whole, "status": finding.status, "reply": reply})


def _dismissal(finding: Finding) -> FindingDismissed:
    reason = finding.dismissed_reason or ""
    return FindingDismissed(version=finding.version, id=finding.id, code=finding.code, reason=reason)

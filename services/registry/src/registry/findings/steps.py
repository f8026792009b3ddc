"""The steps of a finding once it is raised: published or dismissed, replied to, closed. Each is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis import ledger
from chassis.database import Transaction
from chassis.http.preconditions import check_match
from chassis.identity import Principal
from chassis.ledger.events import EventData
from registry.errors import NotNowError
from registry.findings.events import (
    FindingClosed,
    FindingDismissed,
    FindingOpened,
    FindingReplied,
    ReplyPart,
)
from registry.findings.reading import one
from registry.rules import findings as rules
from registry.rules.findings import Finding, Step
from registry.store import findings as store
from registry.store import take_turn
from registry.store.pressures import states

_TOLD: Mapping[str, type[EventData]] = {
    "open": FindingOpened,
    "replied": FindingReplied,
    "closed": FindingClosed,
}


async def publish(tx: Transaction, code: str, who: Principal, if_match: str) -> Finding:
    """Make a finding public after review."""
    finding, now = await _ready(tx, code, who, if_match, "publish")
    return await _take(tx, finding, published_at=now, opened_on=now.date())


async def dismiss(tx: Transaction, code: str, who: Principal, if_match: str, reason: str) -> Finding:
    """Decide that it is no finding; it never becomes public."""
    finding, now = await _ready(tx, code, who, if_match, "dismiss")
    return await _take(tx, finding, dismissed_at=now, dismissed_reason=reason)


async def reply(tx: Transaction, code: str, who: Principal, if_match: str, text: str) -> Finding:
    """Let the State concerned reply. A new reply takes the former's place, which stays in the history."""
    finding, now = await _ready(tx, code, who, if_match, "reply")
    return await _take(tx, finding, reply=text, replied_at=now)


async def close(tx: Transaction, code: str, who: Principal, if_match: str, reason: str) -> Finding:
    """Settle a public finding."""
    finding, now = await _ready(tx, code, who, if_match, "close")
    return await _take(tx, finding, closed_at=now, closed_reason=reason)


async def _ready(
    tx: Transaction, code: str, who: Principal, if_match: str, step: Step
) -> tuple[Finding, datetime]:
    """The finding as `who` may read it, if `step` can be taken, and the present."""
    await take_turn(tx)
    finding = await one(tx, code, who)
    if step == "reply":
        who.check_party(finding.state, "a reply to this finding")
    check_match(if_match, finding.version)
    if (why := rules.refusal(finding, step)) is not None:
        raise NotNowError(why)
    return finding, await ledger.now(tx)


async def _take(tx: Transaction, finding: Finding, **facts: Any) -> Finding:
    after = finding.model_copy(update={"version": finding.version + 1, **facts})
    await store.save(tx, [after])
    state = (await states(tx, [after.state])).get(after.state)
    is_public = after.status != "dismissed"
    told = _told(after) if is_public else _dismissed(after)
    region = state.region if state else None
    tx.append(told, subject=after.id, party=after.state, region=region, public=is_public)
    return after


def _told(finding: Finding) -> EventData:
    """The event that tells where a public finding stands, with all that is known of it."""
    whole = finding.model_dump(include=set(FindingOpened.model_fields) - {"status", "reply"})
    reply = None
    if finding.reply is not None and finding.replied_at is not None:
        reply = ReplyPart(text=finding.reply, on=finding.replied_at.date())
    return _TOLD[finding.status].model_validate({**whole, "status": finding.status, "reply": reply})


def _dismissed(finding: Finding) -> FindingDismissed:
    reason = finding.dismissed_reason or ""
    return FindingDismissed(version=finding.version, id=finding.id, code=finding.code, reason=reason)

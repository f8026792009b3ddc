"""Raising findings: once for each cause, and only for what is news."""

from collections.abc import Sequence

from chassis import ledger
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from registry.catalogue.store.sessions import lock_registry
from registry.findings.events import FindingRaised
from registry.findings.rules import findings as rules
from registry.findings.rules.findings import Finding, Report
from registry.findings.rules.pressures import Pressure
from registry.findings.store import findings as store


async def raise_for(tx: Transaction, pressures: Sequence[Pressure]) -> None:
    """Raise a finding for each of `pressures` that is recent and has not raised one before.

    While a finding about a record is not settled, the same record raises no second one of its kind.
    """
    if not pressures:
        return
    await lock_registry(tx)
    today = (await ledger.now(tx)).date()
    recent = {one.cause[:2]: one for one in pressures if rules.is_recent(one.happened_on, today)}
    known = await store.known_causes(tx, [one.cause for one in recent.values()])
    await save(tx, [one for one in recent.values() if one.cause not in known])


async def save(
    tx: Transaction, causes: Sequence[Pressure | Report], reported_by: str | None = None
) -> list[Finding]:
    """Keep a new finding for each of `causes` and note it, in the turn that the caller has taken."""
    if not causes:
        return []
    now = await ledger.now(tx)
    last = await store.last_number(tx, now.year)
    raised = [
        Finding.model_validate(
            {
                "kind": "reported",
                "record": None,
                "occasion": "",
                **one.model_dump(),
                "id": new_id(),
                "version": 1,
                "code": rules.code_of(now.year, number),
                "reported_by": reported_by,
                "raised_at": now,
            }
        )
        for number, one in enumerate(causes, last + 1)
    ]
    await store.save(tx, raised)
    for finding in raised:
        event = FindingRaised(**finding.model_dump(include=set(FindingRaised.model_fields)))
        tx.append(event, subject=finding.id, party=finding.state, public=False)
    return raised

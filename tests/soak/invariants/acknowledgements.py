"""Every acknowledged write is there, once and as it was sent; what was refused is not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.soak.evidence import Evidence, Row
from tests.soak.faults.clock import FURTHEST
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Answer, Journal, Outcome, Write

CLOCKS_DIFFER = timedelta(seconds=FURTHEST + 0.5)
"""How much sooner than by the client's clock it can be too late by the database's."""


def acknowledgements(evidence: Evidence, journal: Journal) -> Verdict:
    """Invariant 1. A write without an answer may be there or not, but never twice."""
    verdict = Verdict("acknowledgements")
    effects: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for service, ledger in evidence.ledgers.items():
        for row in ledger.rows:
            effects[service, row.correlation_id].append(row)
    for write in journal.writes:
        _judge(verdict, write, effects[write.service, write.key], evidence.titles)
    for answer in journal.misread:
        verdict.check(False, f"a read was refused: {answer}")
    _judge_readings(verdict, evidence, journal)
    return verdict


def _judge(verdict: Verdict, write: Write, rows: Sequence[Row], titles: Mapping[UUID, str]) -> None:
    transactions = len({row.time for row in rows})
    verdict.check(transactions <= 1, f"{write} had {transactions} effects")
    for answer in write.answers:
        if answer.outcome is Outcome.REFUSED:
            verdict.check(_was_right(write, answer), f"{write} was refused: {answer.status} {answer.body}")
    if write.outcome is Outcome.REFUSED and not write.in_doubt:
        verdict.check(not rows, f"{write} was refused and is in the ledger of {write.service}")
    if write.outcome is Outcome.ACKNOWLEDGED:
        _judge_effect(verdict, write, [row for row in rows if row.type == write.tells], titles)


def _was_right(write: Write, refusal: Answer) -> bool:
    since = write.refusable.get(refusal.refusal)
    return refusal.refusal in write.refusable and (since is None or refusal.at >= since - CLOCKS_DIFFER)


def _judge_effect(verdict: Verdict, write: Write, rows: list[Row], titles: Mapping[UUID, str]) -> None:
    receipt = write.receipts[0]
    told = f"{write} was acknowledged"
    verdict.check(all(other == receipt for other in write.receipts), f"{told} with different answers")
    if not verdict.check(len(rows) == 1, f"{told} and is {len(rows)} times in the ledger of {write.service}"):
        return
    (row,) = rows
    verdict.check(contains(row.told, write.facts), f"{told} and its event says something else: {row.told}")
    subject = receipt.get("id") or receipt.get("indicator_id") or receipt.get("milestone_id")
    verdict.check(row.subject == subject, f"{told} for {subject} and its event is about {row.subject}")
    if "event_id" in receipt:
        verdict.check(str(row.id) == receipt["event_id"], f"{told} as event {receipt['event_id']}, not there")
    if write.path in {"/v1/commitments", "/v1/reports"}:
        title = titles.get(UUID(receipt["id"]))
        verdict.check(title == receipt["title"], f"{told} as {receipt['title']!r} and is called {title!r}")


def contains(told: Any, facts: Any) -> bool:
    """Whether `told` says all of `facts`, and perhaps more. The order of lists means nothing here."""
    if isinstance(facts, Mapping):
        return isinstance(told, Mapping) and all(
            name in told and contains(told[name], fact) for name, fact in facts.items()
        )
    if isinstance(facts, list):
        return len(told) == len(facts) and all(any(contains(one, fact) for one in told) for fact in facts)
    return bool(told == facts)


def _judge_readings(verdict: Verdict, evidence: Evidence, journal: Journal) -> None:
    """What was once shown in a public ledger stays there."""
    there = {
        (service, event.epoch, event.sequence, event.id)
        for service, ledger in evidence.ledgers.items()
        for event in ledger.events
    }
    for seen in journal.seen:
        place = (seen.service, seen.epoch, seen.sequence, seen.id)
        verdict.check(place in there, f"{seen} was read and is not in the ledger")

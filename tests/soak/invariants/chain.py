"""Each ledger is one whole chain: nothing is missing, nothing is out of time, one epoch."""

from itertools import pairwise

from tests.soak.evidence import Evidence, Ledger, Row
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal


def chain(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 7."""
    verdict = Verdict("chain")
    for service, ledger in evidence.ledgers.items():
        _judge(verdict, service, ledger)
    return verdict


def _judge(verdict: Verdict, service: str, ledger: Ledger) -> None:
    verdict.check(ledger.fault is None, f"the ledger of {service} is not whole: {ledger.fault}")
    positions = [row.position for row in ledger.rows]
    sequences = [event.sequence for event in ledger.events]
    for what, numbers, last in (
        ("positions", positions, ledger.head.position),
        ("sequences", sequences, ledger.head.sequence),
    ):
        complaint = f"the {what} of {service} are not 1 to {last}"
        verdict.check(numbers == list(range(1, last + 1)), complaint)
    epochs = {row.epoch for row in ledger.rows} | {ledger.head.epoch}
    verdict.check(len(epochs) == 1, f"the ledger of {service} has {len(epochs)} epochs")
    for before, after in pairwise(ledger.rows):
        complaint = f"position {after.position} of {service} has the time {after.time} after {before.time}"
        verdict.check(_follows(before, after), complaint)


def _follows(before: Row, after: Row) -> bool:
    """Times grow from one transaction to the next, and are the same within one."""
    if _transaction(before) == _transaction(after):
        return after.time >= before.time
    return after.time > before.time


def _transaction(row: Row) -> tuple[str, str]:
    return row.actor, row.correlation_id

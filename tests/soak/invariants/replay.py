"""What subscribers have received through all faults is what the ledgers give when read once, in order."""

from collections import Counter

from tests.soak.evidence import Evidence
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal


def replay(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 4, table by table."""
    verdict = Verdict("replay")
    for service, tables in evidence.replayed.items():
        for table, rows in tables.items():
            _judge(verdict, f"{service}.{table}", Counter(evidence.received[service][table]), Counter(rows))
    return verdict


def _judge(verdict: Verdict, table: str, received: Counter[str], replayed: Counter[str]) -> None:
    verdict.checked += replayed.total()
    for rows, what in ((replayed - received, "is missing in"), (received - replayed, "is too much in")):
        for row in sorted(rows.elements()):
            verdict.violations.append(f"{row} {what} {table}")

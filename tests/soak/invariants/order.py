"""The events of one party are on the bus in the order of the ledger."""

from collections import defaultdict

from chassis.bus import Record
from chassis.ledger.events import UndecodableError, decode
from tests.soak.evidence import Evidence
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal


def order(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 3. The first occurrence of each event counts: a replay comes later, and in order again."""
    verdict = Verdict("order")
    for service, messages in evidence.messages.items():
        _judge(verdict, service, messages)
    return verdict


def _judge(verdict: Verdict, service: str, messages: list[Record]) -> None:
    latest: defaultdict[bytes, int] = defaultdict(int)
    seen = set[int]()
    for message in messages:
        sequence = _sequence(message)
        if sequence is None or sequence in seen:
            continue
        seen.add(sequence)
        key = message.key or b""
        complaint = (
            f"sequence {sequence} of {service} is on the bus after {latest[key]}, both of {key.decode()}"
        )
        verdict.check(sequence > latest[key], complaint)
        latest[key] = max(sequence, latest[key])


def _sequence(message: Record) -> int | None:
    try:
        return decode(message).sequence
    except UndecodableError:
        return None  # `publication` complains about it

"""Every public row of a ledger is on the bus, byte for byte, and nothing else is."""

from chassis.bus import Record
from chassis.ledger.events import UndecodableError, decode
from tests.soak.evidence import Evidence, Ledger
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal


def publication(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 2, the source's side. Duplicates are allowed."""
    verdict = Verdict("publication")
    for service, ledger in evidence.ledgers.items():
        _judge(verdict, service, ledger, evidence.messages[service])
    return verdict


def _judge(verdict: Verdict, service: str, ledger: Ledger, messages: list[Record]) -> None:
    facts = {event.sequence: event for event in ledger.events}
    published = set()
    for message in messages:
        place = f"{message.topic}[{message.partition}]@{message.offset}"
        try:
            told = decode(message)
        except UndecodableError as error:
            verdict.check(False, f"{place} cannot be read: {error}")
            continue
        verdict.check(
            told == facts.get(told.sequence), f"{place} is not sequence {told.sequence} of {service}"
        )
        verdict.check(message.key == told.party.encode(), f"{place} has the key {message.key!r}")
        published.add(told.sequence)
    for sequence, fact in facts.items():
        verdict.check(
            sequence in published, f"sequence {sequence} of {service} ({fact.type}) is not on the bus"
        )

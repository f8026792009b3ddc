"""Every subscriber has received everything of each of its sources, and understood it."""

from tests.soak.evidence import Evidence
from tests.soak.evidence.received import SUBSCRIBERS, sources_of
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal


def delivery(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 2, the subscribers' side: watermarks are at the last sequence, and no letter is dead."""
    verdict = Verdict("delivery")
    reached = {(one.subscriber, one.source, one.epoch): one.watermark for one in evidence.reception.inboxes}
    for service in SUBSCRIBERS:
        for source in sources_of(service):
            head = evidence.ledgers[source].head
            watermark = reached.pop((service.name, source, head.epoch), 0)
            complaint = f"{service.name} has {watermark} of {head.sequence} sequences of {source}"
            verdict.check(watermark == head.sequence, complaint)
    for subscriber, source, epoch in reached:
        verdict.check(False, f"{subscriber} has heard {source} under the epoch {epoch}, which is not its own")
    for letter in evidence.reception.dead_letters:
        verdict.check(False, f"dead letter of {letter}")
    return verdict

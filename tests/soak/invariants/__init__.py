"""What must hold after every round, whatever went wrong: pure functions of the evidence and the journal."""

from collections.abc import Callable, Sequence

from tests.soak.evidence import Evidence
from tests.soak.invariants.acknowledgements import acknowledgements
from tests.soak.invariants.agendas import agendas
from tests.soak.invariants.chain import chain
from tests.soak.invariants.deadlines import deadlines
from tests.soak.invariants.delivery import delivery
from tests.soak.invariants.order import order
from tests.soak.invariants.publication import publication
from tests.soak.invariants.replay import replay
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal

Invariant = Callable[[Evidence, Journal], Verdict]
INVARIANTS: Sequence[Invariant] = (
    acknowledgements, publication, delivery, order, replay, deadlines, agendas, chain
)  # fmt: skip


def judge(evidence: Evidence, journal: Journal) -> list[Verdict]:
    """What every invariant says."""
    return [invariant(evidence, journal) for invariant in INVARIANTS]

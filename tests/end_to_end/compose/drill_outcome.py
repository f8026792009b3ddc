"""What must be true of everything that was acknowledged, however the processes came and went."""

from collections import Counter
from collections.abc import Sequence

from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose.drill_probes import PROMISED, Probe
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.support.compose.stack import Stack

AGENDAS = "compact.agenda.assembled.v1"
_TABLES = {"meeting": ("review", "review.meeting"), "commitment": ("commitments", "commitments.commitment")}


def check_written(stack: Stack, traffic: Traffic, probes: Sequence[Probe] = ()) -> None:
    """Everything that was acknowledged is there, once, and nothing else."""
    written = ledgers.acknowledged(stack) - traffic.before
    assert written == Counter([*traffic.opened, *traffic.submitted])
    for probe in probes:
        if probe.noun in _TABLES:
            database, table = _TABLES[probe.noun]
            sql = f"SELECT title FROM {table} WHERE title LIKE '{probe.mark} %'"
            kept = Counter(row["title"] for row in ledgers.databases(stack).query(database, sql))
            assert kept == Counter(probe.written), f"{probe.noun}: lost or doubled"


def check_failures(probes: list[Probe], allowed: set[int | str]) -> None:
    """Clients saw nothing but what partners are told about, and `allowed`."""
    for probe in probes:
        assert set(probe.failed) <= PROMISED | allowed, str(probe)

"""How commitments stood at a time, by the ledger: under each goal, how many with which computed progress."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tests.soak.evidence import Ledger, Row

FRAMEWORK = "GCM"
DEGREES = {"high", "medium"}
"""Degrees of alignment by which a commitment counts under a goal, as the published rule set has it."""
NOT_COMPUTED = "unable_to_assess"
Standing = Mapping[str, Mapping[str, int]]
"""Commitments by goal and status."""


def standing_at(cuts: Iterable[datetime], commitments: Ledger) -> dict[datetime, Standing]:
    """How commitments stood just before each of `cuts`."""
    rows = iter(
        commitments.of(
            "compact.commitment.published.v1", "compact.commitment.changed.v1", "compact.progress.computed.v1"
        )
    )
    newest: dict[str, dict[str, Any]] = {}
    statuses: dict[str, str] = {}
    found = {}
    row = next(rows, None)
    for cut in sorted(cuts):
        while row is not None and row.time < cut:
            _note(row, newest, statuses)
            row = next(rows, None)
        found[cut] = _counted(newest, statuses)
    return found


def _note(row: Row, newest: dict[str, dict[str, Any]], statuses: dict[str, str]) -> None:
    commitment = row.told["commitment_id"]
    if row.type == "compact.progress.computed.v1":
        statuses[commitment] = row.told["status"]
    else:
        newest[commitment] = row.told


def _counted(newest: Mapping[str, dict[str, Any]], statuses: Mapping[str, str]) -> Standing:
    counts: dict[str, Counter[str]] = {}
    for commitment, told in newest.items():
        for alignment in told["alignments"]:
            if alignment["framework"] == FRAMEWORK and alignment["degree"] in DEGREES:
                goal = counts.setdefault(alignment["goal"], Counter())
                goal[statuses.get(commitment, NOT_COMPUTED)] += 1
    return counts

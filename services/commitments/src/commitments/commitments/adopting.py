"""Practices that States adopt in the registry become drafts of commitments here, for them to go on with."""

from collections.abc import Sequence
from typing import get_args

from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.values import AS_STORED
from commitments.commitments.drafting import NOT_YET_KEPT, add_draft
from commitments.commitments.models import Alignment, CommitmentBody, Degree, Horizon, Kind, Marker
from commitments.commitments.rules import adoption as rules
from commitments.commitments.rules.adoption import AdoptedGoal, Adoption
from commitments.commitments.store import adoptions as store
from commitments.commitments.store.references import referred

MARKERS: tuple[Marker, ...] = get_args(Marker)
KINDS: tuple[Kind, ...] = get_args(Kind)
HORIZONS: tuple[Horizon, ...] = get_args(Horizon)
DEGREES: tuple[Degree, ...] = get_args(Degree)


async def draft(tx: Transaction, adoption: Adoption) -> None:
    """Draft the commitment of the party that adopts a practice, unless it was drafted before.

    Goals and markers that are not known here are left out, and named in the description: the party can put
    others in their place.
    """
    if await store.drafted(tx, adoption.practice, adoption.party):
        return
    aligned = [(one.framework, one.goal) for one in adoption.alignments]
    goals = (await referred(tx, aligned)).goals
    kept = rules.fitting(adoption, goals)
    commitment = _drafted(adoption, kept)
    await add_draft(tx, commitment, goals)
    await store.note(tx, adoption.practice, adoption.party, commitment.id)


def _drafted(adoption: Adoption, kept: Sequence[AdoptedGoal]) -> CommitmentBody:
    return CommitmentBody.model_validate(
        {
            "id": new_id(),
            "reference": NOT_YET_KEPT,
            "party": adoption.party,
            "parties": [adoption.party],
            "practice": adoption.practice,
            "title": adoption.title,
            "description": rules.description(adoption, kept, MARKERS),
            "kind": rules.known_or(adoption.kind, KINDS, "policy"),
            "form": "standalone",
            "horizon": rules.known_or(adoption.horizon, HORIZONS, "medium"),
            "markers": [marker for marker in MARKERS if marker in adoption.markers],
            "alignments": [_aligned(one) for one in kept],
            "indicators": [],
        },
        context=AS_STORED,  # the registry may have it from before texts had rules
    )


def _aligned(goal: AdoptedGoal) -> Alignment:
    degree = rules.known_or(goal.degree, DEGREES, "medium")
    return Alignment(framework=goal.framework, goal=goal.goal, degree=degree)

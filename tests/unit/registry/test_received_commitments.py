"""What the registry keeps of a commitment."""

from uuid import uuid4

import pytest

from registry.implementation.received import CommitmentData


@pytest.mark.parametrize(
    ("status", "goals", "definitions"),
    [
        ("published", ["GCM/5"], ["migrant.1"]),
        ("fulfilled", ["GCM/5"], ["migrant.1"]),
        ("withdrawn", [], []),
        ("expired", [], []),
    ],
)
def test_what_was_withdrawn_or_has_expired_promises_nothing(
    status: str, goals: list[str], definitions: list[str]
) -> None:
    told = {
        "commitment_id": uuid4(),
        "reference": "KEN-2027-014",
        "title": "Two pathways",
        "party": "KEN",
        "parties": ["KEN"],
        "status": status,
        "alignments": [{"framework": "GCM", "goal": "5"}],
        "indicators": [{"definition": "migrant.1"}, {"definition": None}],
    }
    promised = CommitmentData.model_validate(told).promised()
    assert promised == {"goals": goals, "definitions": definitions}

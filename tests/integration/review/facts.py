"""The facts that a review rests on: four States, three goals, one commitment that gets worse, and reports."""

from typing import Any
from uuid import UUID, uuid4

from tests.integration.review.conftest import Stage

STATES = {"CHL": "ECLAC", "FRA": "ECE", "KEN": "ECA", "NAM": "ECA"}


async def introduce(stage: Stage) -> None:
    """Publish what stands before any milestone."""
    for code, region in STATES.items():
        actor = {"code": code, "kind": "state", "name": code, "region": region, "groupings": [region]}
        await stage.registry.publish("compact.actor.registered.v1", actor, party=code)
    for number in ("2", "5", "8"):
        goal = {"goal_id": str(uuid4()), "framework": "GCM", "code": number, "title": f"Objective {number}"}
        await stage.commitments.publish("compact.goal.published.v1", goal)
    commitment, measured, unmeasured = uuid4(), uuid4(), uuid4()
    await stage.commitments.publish(
        "compact.commitment.published.v1",
        {
            "commitment_id": str(commitment),
            "reference": "KEN-2026-001",
            "title": "Fewer people must leave",
            "party": "KEN",
            "alignments": [{"framework": "GCM", "goal": "2", "degree": "high"}],
            "indicators": [{"indicator_id": str(one)} for one in (measured, unmeasured)],
        },
        party="KEN",
    )
    coverage = {"points": 2, "by_sex": True, "by_age": False}
    observed = {"indicator_id": str(measured), "commitment_id": str(commitment), "coverage": coverage}
    await stage.commitments.publish("compact.observations.recorded.v1", observed, party="KEN")
    await assess(stage, commitment, "deterioration", -2.0)


async def assess(stage: Stage, commitment: UUID, status: str, score: float) -> None:
    """Publish computed progress."""
    computed = {"commitment_id": str(commitment), "status": status, "score": score}
    await stage.commitments.publish("compact.progress.computed.v1", computed, party="KEN")


async def submit(
    stage: Stage, milestone: dict[str, Any], party: str, challenge: str = "Too few data"
) -> None:
    """Publish a submitted report."""
    report = {
        "report_id": str(uuid4()),
        "milestone_id": milestone["id"],
        "party": party,
        "title": f"Report of {party}",
        "challenges": [{"goal": "2", "text": challenge}],
        "practices": [{"goal": "5", "title": "One stop", "text": "All permits at one desk"}],
    }
    await stage.commitments.publish("compact.report.submitted.v1", report, party=party)

"""The facts that a review rests on: four States, three goals, one commitment that gets worse, and reports."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.integration.review.conftest import Stage
from tests.support.sources import Told


class GapAnalysisPublished(Told, event_type="compact.gap-analysis.published.v1"):
    """A gap analysis, whose `version` is its own."""


STATES = {"CHL": "ECLAC", "FRA": "ECE", "KEN": "ECA", "NAM": "ECA"}


async def introduce(stage: Stage) -> dict[str, Any]:
    """Publish what stands before any milestone; returns the commitment."""
    for code, region in STATES.items():
        actor = {"code": code, "kind": "state", "name": code, "region": region, "groupings": [region]}
        await stage.registry.publish("compact.actor.registered.v1", actor, party=code)
    for number in ("2", "5", "8"):
        goal = {"goal_id": str(uuid4()), "framework": "GCM", "code": number, "title": f"Objective {number}"}
        await stage.commitments.publish("compact.goal.published.v1", goal)
    commitment, measured, unmeasured = uuid4(), uuid4(), uuid4()
    promised = {
        "commitment_id": str(commitment),
        "reference": "KEN-2026-001",
        "title": "Fewer people must leave",
        "party": "KEN",
        "alignments": [{"framework": "GCM", "goal": "2", "degree": "high"}],
        "indicators": [{"indicator_id": str(one)} for one in (measured, unmeasured)],
    }
    await stage.commitments.publish("compact.commitment.published.v1", promised, party="KEN")
    coverage = {"points": 2, "by_sex": True, "by_age": False}
    observed = {"indicator_id": str(measured), "commitment_id": str(commitment), "coverage": coverage}
    await stage.commitments.publish("compact.observations.recorded.v1", observed, party="KEN")
    await assess(stage, commitment, "deterioration", -2.0)
    return promised


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


def finding(status: str = "open", **changes: Any) -> dict[str, Any]:
    """A finding about a withdrawal by Kenya; the same one whatever its status."""
    told = {
        "id": "01900000-0000-7000-8000-00000000f001",
        "code": "F-2026-1",
        "kind": "withdrawal",
        "state": "KEN",
        "title": "Kenya: withdrawal from ICRMW on 3 March 2026",
        "text": "The withdrawal takes effect a year later.",
        "instrument": "ICRMW",
        "themes": ["labour-migration"],
        "goals": ["GCM/5"],
        "status": status,
        "opened_on": "2026-03-04",
        "reply": {"text": "It is under review.", "on": "2026-03-09"} if status == "replied" else None,
        "closed_reason": "Kenya has rejoined." if status == "closed" else None,
        "evidence": [{"source": "UN Treaty Collection", "href": "/v1/participations/x"}],
    }
    return {**told, **changes}


async def find(stage: Stage, status: str = "open", **changes: Any) -> None:
    """Publish that a finding was opened, replied to or closed."""
    event = "opened" if status == "open" else status
    await stage.registry.publish(f"compact.finding.{event}.v1", finding(status, **changes), party="KEN")


async def analyse_gaps(stage: Stage, analysis: int = 1) -> None:
    """Publish a gap analysis."""
    href = f"/v1/gap-analyses/{analysis}"
    theme = {"theme": "climate", "name": "Climate", "why": "None.", "href": f"{href}/themes/climate"}
    instrument = {"instrument": "ICRMW", "title": "Convention", "parties": 2, "why": "Few."}
    instrument |= {"href": f"{href}/instruments/ICRMW"}
    counts = {"themes": 3, "themes_uncovered": 1, "instruments": 2}
    counts |= {"low_uptake": 1, "uptake_unknown": 1, "not_implemented": 1}
    told = {
        "id": str(uuid4()),
        "version": analysis,
        "computed_at": "2026-03-01T12:00:00Z",
        "method": "uptake/1",
        "digest": "ab" * 32,
        "href": href,
        "counts": counts,
        "uncovered_themes": [theme],
        "low_uptake": [{**instrument, "eligible": 193}],
        "not_implemented": [{**instrument, "states": 1}],
    }
    async with stage.registry.database.transaction() as tx:
        tx.append(GapAnalysisPublished(**told), subject=uuid4())


async def hold_review(stage: Stage, region: str, **changes: Any) -> str:
    """Publish the process of a region and a review that it held a year ago; returns the review's id."""
    code = f"gcm-review-{region.lower()}"
    process = {"id": str(uuid4()), "code": code, "name": f"Review in {region}", "grouping": region}
    await stage.registry.publish("compact.process.recorded.v1", process)
    identifier = str(uuid4())
    item = {
        "id": identifier,
        "code": f"{code}-1",
        "process": code,
        "kind": "regional_review",
        "title": f"Regional review in {region}",
        "framework": "GCM",
        "planned_on": None,
        "held_on": (datetime.now(UTC) - timedelta(days=365)).date().isoformat(),
        "summary": "More pathways are wanted.",
        "link": None,
    }
    await stage.registry.publish("compact.programme-item.recorded.v1", {**item, **changes})
    return identifier

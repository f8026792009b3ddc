"""A small record that agendas are made from: two regions, and a fact of each kind."""

from datetime import UTC, date, datetime
from typing import Any

from review.agendas.rules.record import Record

DUE = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
HASH = "ab" * 32


def evidence(source: str, sequence: int, href: str) -> dict[str, Any]:
    """A link to a row of a ledger."""
    return {"source": source, "sequence": sequence, "href": href}


def finding(code: str, **changes: Any) -> dict[str, Any]:
    """A finding about a withdrawal, without a reply."""
    told = {
        "code": code,
        "kind": "withdrawal",
        "state": "KEN",
        "title": "Kenya: withdrawal",
        "text": "Kenya has withdrawn.",
        "instrument": "ICRMW",
        "status": "open",
        "opened_on": date(2026, 1, 5),
        "reply": None,
        "evidence": evidence("registry", 40, f"/v1/findings/{code}"),
    }
    return {**told, **changes}


def review(code: str, **changes: Any) -> dict[str, Any]:
    """A regional review, held in the region ECA."""
    told = {
        "code": code,
        "title": f"Review {code}",
        "process": "Review in Africa",
        "grouping": "ECA",
        "parties": (),
        "planned_on": None,
        "held_on": date(2024, 10, 10),
        "summary": "More pathways are wanted.",
        "link": None,
        "evidence": evidence("registry", 50, f"/v1/programme-items/{code}"),
    }
    return {**told, **changes}


ANALYSIS: dict[str, Any] = {
    "version": 7,
    "computed_at": datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    "counts": {
        "themes": 9,
        "themes_uncovered": 1,
        "instruments": 4,
        "low_uptake": 1,
        "uptake_unknown": 2,
        "not_implemented": 1,
    },
    "gaps": (
        {
            "kind": "uncovered_theme",
            "theme": "climate",
            "name": "Climate",
            "why": "No instrument names it.",
            "evidence": evidence("registry", 60, "/v1/gap-analyses/7/themes/climate"),
        },
        {
            "kind": "low_uptake",
            "instrument": "ICRMW",
            "title": "Convention",
            "parties": 60,
            "eligible": 193,
            "why": "Fewer than half.",
            "evidence": evidence("registry", 60, "/v1/gap-analyses/7/instruments/ICRMW"),
        },
        {
            "kind": "not_implemented",
            "instrument": "ICRMW",
            "title": "Convention",
            "parties": 60,
            "states": 41,
            "why": "Nothing is recorded here.",
            "evidence": evidence("registry", 60, "/v1/gap-analyses/7/instruments/ICRMW"),
        },
    ),
}

BARE: dict[str, Any] = {
    "milestone": "m",
    "milestone_evidence": evidence("review", 3, "/v1/milestones/m"),
    "due_at": DUE,
    "as_of": DUE,
    "expected": (
        {"party": "FRA", "region": "ECE", "first_submitted_at": datetime(2026, 3, 1, tzinfo=UTC)},
        {"party": "KEN", "region": "ECA"},
        {"party": "NAM", "region": "ECA", "exempt": True},
    ),
    "reports": (
        {
            "party": "FRA",
            "submitted_at": datetime(2026, 3, 1, tzinfo=UTC),
            "evidence": evidence("commitments", 9, "/v1/reports/r"),
        },
    ),
    "goals": (
        {"code": "2", "title": "Drivers", "evidence": evidence("commitments", 2, "/v1/goals/2")},
        {"code": "5", "title": "Pathways", "evidence": evidence("commitments", 5, "/v1/goals/5")},
    ),
    "statuses": {"2": {"deterioration": 1, "on_track": 2}},
    "needs": (
        {
            "goal": "2",
            "commitment": "c",
            "reference": "KEN-2026-001",
            "title": "Fewer must leave",
            "party": "KEN",
            "status": "deterioration",
            "score": -2.0,
            "evidence": evidence("commitments", 7, "/v1/commitments/c"),
        },
    ),
    "voices": (
        {
            "kind": "challenge",
            "goal": "2",
            "party": "FRA",
            "text": "Too few data",
            "evidence": evidence("commitments", 9, "/v1/reports/r"),
        },
    ),
    "coverage": ({"region": "ECA", "indicators": 2, "with_data": 1, "by_sex": 1, "by_age": 0},),
    "unmeasured": (
        {
            "commitment": "c",
            "reference": "KEN-2026-001",
            "title": "Fewer must leave",
            "party": "KEN",
            "indicators": 1,
            "evidence": evidence("commitments", 6, "/v1/commitments/c"),
        },
    ),
    "cuts": tuple(
        {"source": source, "epoch": "e", "sequence": 90, "time": DUE, "hash": HASH, "complete": True}
        for source in ("commitments", "registry")
    ),
}
"""What was there before the registry told of norms, gaps and reviews."""


def record(**changes: Any) -> Record:
    """The record, with one finding, a gap analysis and one review held; `changes` replace parts."""
    told = {
        "findings": (finding("F-2026-1"),),
        "gap_analysis": ANALYSIS,
        "regional_reviews": (review("eca-2024"),),
    }
    return Record.model_validate({**BARE, **told, **changes})

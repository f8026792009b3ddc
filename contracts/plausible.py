"""Believable values for the fields of events that give no example themselves: Kenya, and the forum of 2030.

By field, or by the title of the object and the field where the field alone is ambiguous.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

TIME = datetime(2027, 2, 15, 9, 30, 0, 250_000, UTC)
"""When all examples happened."""


def identifier(name: str) -> UUID:
    """A UUIDv7 of `TIME` whose random part is made from `name`."""
    chance = int.from_bytes(sha256(name.encode()).digest()[:10], "big")
    number = int(TIME.timestamp() * 1000) << 80 | chance
    number = number & ~(0xF << 76) | 0x7 << 76  # the version, RFC 9562
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)  # the variant


_GOAL = "Enhance availability and flexibility of pathways for regular migration"
_WHY = "1 of 1 commitments need attention."
_DUE = "2029-12-31T23:59:59.999999Z"
_PASSED = "2027-01-31T23:59:59.999999Z"
_HASH = "3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8559"

_CUT = {
    "source": "commitments",
    "epoch": str(identifier("epoch")),
    "sequence": 4211,
    "time": "2027-02-01T00:00:00.143250Z",
    "hash": _HASH,
    "complete": True,
}
_ITEM = {
    "key": "round_table_1",
    "title": "Round table 1: Ensuring that migration is voluntary, orderly and regular",
    "minutes": 180,
    "rule": "round_table",
    "why": _WHY,
    "counts": {"commitments_needing_attention": 1, "challenges": 1, "practices": 0},
    "topics": [{"goal": "5", "title": _GOAL, "attention": 2, "commitments": {"limited": 1}, "why": _WHY}],
    "records": [
        {
            "kind": "challenge",
            "goal": "5",
            "party": "KEN",
            "text": "Permits for seasonal work take longer than the season.",
            "evidence": {
                "source": "commitments",
                "sequence": 4187,
                "href": f"/v1/reports/{identifier('report_id')}",
            },
        }
    ],
    "record_count": 1,
}

PLAUSIBLE: Mapping[str, Any] = {
    "title": "Open two regular pathways for labour migration",
    "party": "KEN",
    "parties": ["KEN"],
    "region": "ECA",
    "framework": "GCM",
    "goal": "5",
    "year": 2026,
    "value": 17.25,
    "score": -1.5,
    "status": "limited",
    "reason": "The ministry moves its offices in the month of the deadline.",
    "granted_by": "secretariat",
    "time_zone": "Africa/Nairobi",
    "due_at": _DUE,
    "locks_at": "2030-01-30T23:59:59.999999Z",
    "code": "KEN",
    "kind": "state",
    "name": "Kenya",
    "names": {"en": "Kenya", "fr": "Kenya", "ru": "Кения"},
    "m49": "404",
    "groupings": ["ECA", "M49-002"],
    "iso2": "KE",
    "codes": {"iati": "KE"},
    "ActorRegistered.parent": None,
    "ActorChanged.parent": None,
    "MembershipPart.grouping": "ECA",
    "MembershipPart.valid_from": "1963-12-12",
    "MembershipPart.valid_until": None,
    "GroupingRegistered.code": "SIDS",
    "GroupingRegistered.kind": "un_group",
    "GroupingRegistered.name": "Small island developing States",
    "FrameworkPublished.code": "GCM",
    "FrameworkPublished.title": "Global Compact for Safe, Orderly and Regular Migration",
    "GoalPublished.code": "5",
    "GoalPublished.title": _GOAL,
    "CommitmentPublished.kind": "policy",
    "CommitmentChanged.kind": "policy",
    "CommitmentPublished.reference": "KEN-2027-014",
    "CommitmentChanged.reference": "KEN-2027-014",
    "form": "joint",
    "horizon": "medium",
    "markers": ["gender"],
    "degree": "high",
    "IndicatorPart.code": "permits",
    "IndicatorPart.title": "Share of labour migrants admitted through regular pathways",
    "unit": "percent",
    "baseline": {"year": 2024, "value": 12.5},
    "target": {"year": 2030, "value": 40},
    "dimensions": {"sex": ["female", "male"]},
    "slice": {"sex": "female"},
    "source_type": "labour_force_survey",
    "latest_year": 2026,
    "by_age": False,
    "confidence": "normal",
    "method": "cagr-2",
    "method_version": "1",
    "IndicatorProgressPart.reason": None,
    "ReportSubmitted.title": "Voluntary national report of Kenya",
    "language": "en",
    "ChallengePart.text": "Permits for seasonal work take longer than the season.",
    "PracticePart.title": "Recognition of skills before departure",
    "PracticePart.text": "Certificates are issued jointly by both countries.",
    "note": "Complete and well sourced.",
    "MilestoneOpened.reference": "GCM-2029-01",
    "MilestoneOpened.title": "Voluntary national reports for the forum of 2030",
    "MilestoneChanged.reference": "GCM-2029-01",
    "MilestoneChanged.title": "Voluntary national reports for the forum of 2030",
    "scope": "all",
    "DeadlinePassed.due_at": _PASSED,
    "DeadlinePassed.party": None,
    "MeetingScheduled.title": "International Migration Review Forum 2030",
    "MeetingScheduled.time_zone": "America/New_York",
    "place": "New York",
    "starts_at": "2030-05-07T14:00:00Z",
    "ends_at": "2030-05-10T22:00:00Z",
    "minutes": 1440,
    "AgendaAssembled.status": "provisional",
    "AgendaRevised.status": "revised",
    "AgendaAssembled.reason": "the reporting deadline passed",
    "AgendaRevised.reason": "the extension of KEN ended",
    "AgendaRevised.version": 2,
    "AgendaAssembled.due_at": _PASSED,
    "AgendaRevised.due_at": _PASSED,
    "rule_set": "imrf/1",
    "cuts": [_CUT],
    "items": [_ITEM],
    "digest": _HASH,
    "href": f"/v1/agendas/{identifier('agenda_id')}",
    "Heartbeat.source": "commitments",
    "Heartbeat.sequence": 4211,
    "hash": _HASH,
}

"""Practices, the decisions on them, and what becomes of them in a commitment. Pure decisions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID

PracticeKind = Literal["practice", "recommendation"]
Marker = Literal["gender_sensitive", "whole_of_society", "whole_of_government", "long_term"]
CommitmentKind = Literal["policy", "process", "financial", "human_resources"]
Horizon = Literal["short", "medium", "long"]
Decision = Literal["promising", "declined"]
PRACTICE_KINDS: tuple[str, ...] = get_args(PracticeKind)
COMMITMENT_KINDS: tuple[str, ...] = get_args(CommitmentKind)
HORIZONS: tuple[str, ...] = get_args(Horizon)
DECISIONS: tuple[str, ...] = get_args(Decision)

_OF_COMMITMENTS: Mapping[str, str] = {
    "gender_sensitive": "gender",
    "whole_of_society": "whole_of_society",
    "whole_of_government": "whole_of_government",
}


class Submission(NamedTuple):
    """What was submitted to become a practice, and the decision of its review."""

    id: UUID
    version: int
    code: str
    content: Mapping[str, Any]
    submitted_at: datetime
    status: str
    """`submitted`, `promising` or `declined`."""
    reason: str | None
    """Of the decision."""
    decided_at: datetime | None


class Adoption(NamedTuple):
    """That a State has adopted a practice."""

    practice: str
    party: str
    title: str
    adopted_at: datetime


def commitment_markers(markers: Iterable[str]) -> list[str]:
    """`markers` as commitments have them. A long view is no marker there: the horizon has it."""
    return [_OF_COMMITMENTS[marker] for marker in markers if marker in _OF_COMMITMENTS]

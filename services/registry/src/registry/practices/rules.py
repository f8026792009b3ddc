"""Practices, what their review says of them, and what becomes of them in a commitment. Pure decisions."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

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


def commitment_markers(markers: Iterable[str]) -> list[str]:
    """`markers` as commitments have them. A long view is no marker there: the horizon tells it."""
    return [_OF_COMMITMENTS[marker] for marker in markers if marker in _OF_COMMITMENTS]

"""Kinds of instruments and actions, and the order of their days. Pure decisions."""

from datetime import date
from typing import Literal, get_args

InstrumentKind = Literal[
    "treaty", "protocol", "declaration", "resolution", "compact", "guideline", "recommendation"
]
Action = Literal[
    "signature",
    "ratification",
    "accession",
    "succession",
    "acceptance",
    "reservation",
    "reservation_withdrawal",
    "objection",
    "withdrawal",
]
INSTRUMENT_KINDS: tuple[str, ...] = get_args(InstrumentKind)
ACTIONS: tuple[str, ...] = get_args(Action)


def too_early(day: date | None, first: date | None, what: str) -> str | None:
    """Why `day` is too early, if it is before the `first` on which it was `what`; unknown days fit any."""
    if day is None or first is None or day >= first:
        return None
    return f"it was {what} on {first}, which is later"

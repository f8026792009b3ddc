"""Instruments, participations and measures: what can be said of them, and what not. Pure decisions."""

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
MeasureKind = Literal["legislation", "policy", "programme"]
MeasureStatus = Literal["in_force", "amended", "repealed"]
INSTRUMENT_KINDS: tuple[str, ...] = get_args(InstrumentKind)
ACTIONS: tuple[str, ...] = get_args(Action)
MEASURE_KINDS: tuple[str, ...] = get_args(MeasureKind)
MEASURE_STATUSES: tuple[str, ...] = get_args(MeasureStatus)

"""Which part of the record a reader asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """Which commitments are wanted; what is `None` does not matter."""

    party: str | None = None
    """Among whose parties it is."""
    framework: str | None = None
    goal: str | None = None
    """A goal of `framework`."""
    status: str | None = None
    origin: str | None = None
    progress: str | None = None
    marker: str | None = None

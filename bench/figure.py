"""What a figure is, and what measuring it gives."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal, TypeVar

GIGABYTE = 1e9
T = TypeVar("T")
Size = Literal["trial", "quick", "full"]
"""How much is measured. A trial only shows that a figure runs and that its floor answers the same."""


@dataclass(frozen=True)
class Wanted:
    """A limit for what is measured; where there is a floor, for the ratio to it."""

    limit: float
    at_least: bool

    def is_met_by(self, value: float) -> bool:
        """Whether `value` is within the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


def at_least(limit: float) -> Wanted:
    """More is better."""
    return Wanted(limit, at_least=True)


def at_most(limit: float) -> Wanted:
    """Less is better."""
    return Wanted(limit, at_least=False)


@dataclass(frozen=True)
class Measurement:
    """One line of the table: a median, and the floor's median where there is one, both in `unit`."""

    name: str
    measured: float
    unit: str
    floor: float | None = None
    wanted: Wanted | None = None
    """None: for information only."""
    rounds: Sequence[Mapping[str, Any]] = ()
    """The raw numbers."""

    @property
    def ratio(self) -> float | None:
        """Measured to floor."""
        return self.measured / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether it is as wanted; None where nothing is wanted."""
        if self.wanted is None:
            return None
        return self.wanted.is_met_by(self.measured if self.ratio is None else self.ratio)


@dataclass(frozen=True)
class Setting:
    """Under what a figure is measured."""

    size: Size
    """Only a full run is to be quoted."""
    folder: Path
    """For temporary data; it goes when the run ends."""
    say: Callable[[str], None]
    """Gets one line for the person at the terminal."""

    def choose(self, trial: T, quick: T, full: T) -> T:
        """What is for a run of this size."""
        return {"trial": trial, "quick": quick, "full": full}[self.size]

    def new_folder(self) -> Path:
        """An empty folder of its own."""
        return Path(mkdtemp(dir=self.folder))


@dataclass(frozen=True)
class Figure:
    """Something to measure. `measure` raises `KafkaUnavailable` when it needs what is not there."""

    key: str
    title: str
    measure: Callable[[Setting], Awaitable[list[Measurement]]]
    disk: float = 2 * GIGABYTE
    """Bytes that must be free before it starts."""

"""What a span is: a piece of work within a trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

Attributes = Mapping[str, str | int | float | bool]


class Kind(Enum):
    """What a span is to others, in OpenTelemetry's terms."""

    INTERNAL = auto()
    SERVER = auto()
    PRODUCER = auto()
    CONSUMER = auto()


class Span(Protocol):
    """A piece of work within a trace."""

    @property
    def traceparent(self) -> str | None:
        """What names this span to those that go on from it; `None` outside of any trace."""

    def rename(self, name: str) -> None:
        """Give the span the name that is known only after its work."""

    def note(self, attributes: Attributes) -> None:
        """Add `attributes`."""

    def end(self, error: str | None = None) -> None:
        """The work is over; `error` is the kind of failure it ended with."""


class Recorder(Protocol):
    """Makes spans that somebody can look at later."""

    def begin(
        self, name: str, kind: Kind, parent: str | None, links: Sequence[str], attributes: Attributes | None
    ) -> Span:
        """A span that begins now, in the trace of `parent` or in a new one."""

    def close(self) -> None:
        """Send what is not sent yet; takes a second at most."""


@dataclass(frozen=True, slots=True)
class FollowedSpan:
    """A span that is not recorded: work stays in the trace that it came from."""

    traceparent: str | None

    def rename(self, name: str) -> None:
        """Nobody looks at the name."""

    def note(self, attributes: Attributes) -> None:
        """Nobody looks at attributes."""

    def end(self, error: str | None = None) -> None:
        """Nobody measures."""

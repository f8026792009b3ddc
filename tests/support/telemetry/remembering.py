"""A recorder that keeps its spans, and says how they hang together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from chassis.telemetry import trace_context
from chassis.telemetry.spans import Attributes, Kind, Span


@dataclass
class RememberedSpan:
    """A span, while it goes on and afterwards."""

    name: str
    kind: Kind
    parent: str | None
    links: Sequence[str]
    traceparent: str
    attributes: dict[str, str | int | float | bool] = field(default_factory=dict)
    error: str | None = None
    ended: bool = False

    def rename(self, name: str) -> None:
        self.name = name

    def note(self, attributes: Attributes) -> None:
        self.attributes.update(attributes)

    def end(self, error: str | None = None) -> None:
        assert not self.ended, "a span ends once"
        self.ended, self.error = True, error


@dataclass
class Remembering:
    """Gives each span an id and keeps it."""

    spans: list[RememberedSpan] = field(default_factory=list)

    def begin(
        self, name: str, kind: Kind, parent: str | None, links: Sequence[str], attributes: Attributes | None
    ) -> Span:
        trace = trace_context.trace_id(parent) if parent else token_hex(16)
        own = trace_context.written(trace, token_hex(8), 1)
        span = RememberedSpan(name, kind, parent, links, own, dict(attributes or {}))
        self.spans.append(span)
        return span

    def close(self) -> None:
        """There is nothing to send."""

    def named(self, name: str) -> list[RememberedSpan]:
        """The spans with this name, as they began."""
        return [span for span in self.spans if span.name == name]

    def the(self, name: str) -> RememberedSpan:
        """The one span with this name, which has ended."""
        (span,) = self.named(name)
        assert span.ended
        return span

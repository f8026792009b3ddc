"""Spans of events on their way: one for each event that belongs to a trace, over the work on their batch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chassis.ledger.events import Envelope
from chassis.telemetry.spans import Kind, Span
from chassis.telemetry.tracing import begin, ending, is_recording, within


@contextmanager
def publishing(events: Sequence[Envelope]) -> Iterator[None]:
    """The block sends `events` to the bus."""
    with ending(*_begun("publish", Kind.PRODUCER, events)):
        yield


@contextmanager
def receiving(events: Sequence[Envelope]) -> Iterator[str | None]:
    """The block gives `events` their effect.

    Gives the traceparent to go on from when they are all of one span; the effects of several cannot be
    separated, and goes on from none.
    """
    origins = {event.traceparent for event in events}
    common = origins.pop() if len(origins) == 1 else None
    spans = _begun("receive", Kind.CONSUMER, events)
    if common is not None and spans:
        common = spans[0].traceparent
    with within(common), ending(*spans):
        yield common


def _begun(verb: str, kind: Kind, events: Sequence[Envelope]) -> list[Span]:
    if not is_recording():
        return []
    return [
        begin(f"{verb} {event.type}", kind=kind, parent=event.traceparent, attributes=_attributes(event))
        for event in events
        if event.traceparent is not None
    ]


def _attributes(event: Envelope) -> dict[str, str | int]:
    return {
        "cloudevents.event_id": str(event.id),
        "cloudevents.event_source": f"/compact/{event.source}",
        "cloudevents.event_type": event.type,
        "cloudevents.event_subject": event.subject,
        "compact.sequence": event.sequence,
    }

"""Traces: which trace the present work belongs to, and the spans that it consists of.

A trace is followed in any case: the `traceparent` that a request brings goes into the ledger, on to the bus
and into timers. Spans are recorded only where a collector is named, by OpenTelemetry's standard environment
variables; without one its SDK is not even loaded, and a span costs about a microsecond.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from chassis.telemetry.spans import Attributes, FollowedSpan, Kind, Recorder, Span

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


@dataclass(slots=True)
class _Process:
    recorder: Recorder | None = None


_process = _Process()
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current() -> str | None:
    """The traceparent of the present work."""
    return _current.get()


def is_recording() -> bool:
    """Whether spans of this process are recorded at all."""
    return _process.recorder is not None


def begin(
    name: str,
    *,
    kind: Kind = Kind.INTERNAL,
    parent: str | None = None,
    links: Sequence[str] = (),
    attributes: Attributes | None = None,
) -> Span:
    """A span that the caller ends. Without a `parent` it begins a trace, if spans are recorded."""
    if _process.recorder is None:
        return FollowedSpan(parent)
    return _process.recorder.begin(name, kind, parent, links, attributes)


@contextmanager
def span(
    name: str,
    *,
    kind: Kind = Kind.INTERNAL,
    parent: str | None = None,
    links: Sequence[str] = (),
    attributes: Attributes | None = None,
) -> Iterator[Span]:
    """The block as a span: part of the present one, or of the one that the traceparent `parent` names.

    `links` are the traceparents of others that led to this work. An error that leaves the block is noted.
    """
    begun = begin(name, kind=kind, parent=parent or _current.get(), links=links, attributes=attributes)
    with within(begun.traceparent), ending(begun):
        yield begun


@contextmanager
def within(traceparent: str | None) -> Iterator[None]:
    """Do the block's work as a part of the span that `traceparent` names; `None`: of no trace."""
    before = _current.set(traceparent)
    try:
        yield
    finally:
        _current.reset(before)


@contextmanager
def ending(*spans: Span) -> Iterator[None]:
    """End `spans` with the block, and note the error that leaves it."""
    error: str | None = None
    try:
        yield
    except BaseException as raised:
        error = type(raised).__name__
        raise
    finally:
        for one in spans:
            one.end(error)


@contextmanager
def recording(recorder: Recorder) -> Iterator[None]:
    """Let all spans of this process be made by `recorder` during the block, and close it."""
    _process.recorder = recorder
    try:
        yield
    finally:
        _process.recorder = None
        recorder.close()


@contextmanager
def exporting(service: str) -> Iterator[None]:
    """Send the spans of this process, of `service`, to the collector that the environment names, if any.

    The variables are those of OpenTelemetry: `OTEL_EXPORTER_OTLP_ENDPOINT` and its relatives.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        yield
        return
    from chassis.telemetry.otlp import OtlpRecorder  # noqa: PLC0415 # costs memory, so only where it is wanted

    with recording(OtlpRecorder(service)):
        yield

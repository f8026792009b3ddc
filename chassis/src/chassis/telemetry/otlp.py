"""Spans for a collector: OpenTelemetry's SDK behind our own interface, exported by OTLP over HTTP.

Loaded only where a collector is named. What is exported, how much of it and where to, the standard
environment variables say (`OTEL_TRACES_SAMPLER`, `OTEL_BSP_...`, `OTEL_EXPORTER_OTLP_...`).
"""

import threading
from collections.abc import Sequence
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from chassis.telemetry import trace_context
from chassis.telemetry.spans import Attributes, Kind, Span

PATIENCE = 1.0
"""Seconds at the end of the process for the spans that are not sent yet."""

_KINDS: Final = {
    Kind.INTERNAL: trace.SpanKind.INTERNAL,
    Kind.SERVER: trace.SpanKind.SERVER,
    Kind.PRODUCER: trace.SpanKind.PRODUCER,
    Kind.CONSUMER: trace.SpanKind.CONSUMER,
}


class OtlpRecorder:
    """Records the spans of `service` and sends them in batches, from a thread of its own."""

    def __init__(self, service: str) -> None:
        resource = Resource.create({"service.namespace": "compact", "service.name": service})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("compact")

    def begin(
        self, name: str, kind: Kind, parent: str | None, links: Sequence[str], attributes: Attributes | None
    ) -> Span:
        """A span that begins now; whether it is recorded is the sampler's to say."""
        context = Context()
        if parent is not None:
            context = trace.set_span_in_context(trace.NonRecordingSpan(_context(parent)), context)
        begun = self._tracer.start_span(
            name, context, _KINDS[kind], attributes, [trace.Link(_context(link)) for link in links]
        )
        return _OtlpSpan(begun)

    def close(self) -> None:
        """Send what is left. A collector that does not answer keeps no process from ending."""
        farewell = threading.Thread(target=self._provider.shutdown, daemon=True)
        farewell.start()
        farewell.join(PATIENCE)


class _OtlpSpan:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def traceparent(self) -> str | None:
        context = self._span.get_span_context()
        if not context.is_valid:
            return None
        return trace_context.written(
            trace.format_trace_id(context.trace_id),
            trace.format_span_id(context.span_id),
            int(context.trace_flags),
        )

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def end(self, error: str | None = None) -> None:
        if error is not None:
            # No message and no stack: they can quote what a client sent. The log has them.
            self._span.set_status(trace.StatusCode.ERROR)
            self._span.set_attribute("error.type", error)
        self._span.end()


def _context(traceparent: str) -> trace.SpanContext:
    return trace.SpanContext(
        trace_id=int(trace_context.trace_id(traceparent), 16),
        span_id=int(trace_context.span_id(traceparent), 16),
        is_remote=True,
        trace_flags=trace.TraceFlags(trace_context.flags(traceparent)),
    )

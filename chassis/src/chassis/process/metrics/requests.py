"""The measurements of each HTTP request: its duration by operation and status, and its span."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.process.metrics.exposition import RequestMetrics
from chassis.telemetry import trace_context, tracing
from chassis.telemetry.spans import FollowedSpan, Kind, Span

ABORTED = "aborted"
"""The status of an answer that was not given to its end."""

UNMATCHED = "unmatched"
"""The operation of a request for a path at which there is none."""

_UNTRACED = ("/health/", "/metrics")
"""What monitors ask all the time begins no trace."""


class RequestTelemetry:
    """ASGI middleware, the outermost: measures until the last byte of the answer is handed over."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer, span = _Answer(send), _begin(scope)
        self._metrics.in_progress.inc()
        began = time.perf_counter()
        try:
            with tracing.within(span.traceparent):
                await self._app(scope, receive, answer.send)
        except Exception:
            answer.failed()
            raise
        finally:
            self._metrics.in_progress.dec()
            self._metrics.observe(operation(scope), answer.status, time.perf_counter() - began)
            if not isinstance(span, FollowedSpan):
                _end(span, scope, answer)


class _Answer:
    """What is known of an answer while it is sent."""

    __slots__ = ("_complete", "_send", "code")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.code = 0
        """The status code; 0 as long as nothing is answered."""
        self._complete = False

    async def send(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.code = message["status"]
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self._complete = True

    def failed(self) -> None:
        """An error goes on outwards, where it is answered with 500 if nothing was answered yet."""
        if not self.code:
            self.code, self._complete = 500, True

    @property
    def status(self) -> str:
        """For metrics."""
        return str(self.code) if self._complete else ABORTED

    @property
    def error(self) -> str | None:
        """For spans: what went wrong on our side, if anything did."""
        return self.status if self.code >= 500 or not self._complete else None


def operation(scope: Scope) -> str:
    """The id of the operation that answers: what a handler named, or the id of the route that matched."""
    matched: str = getattr(scope.get("route"), "unique_id", UNMATCHED)
    named: str = scope["state"].get("operation", matched)
    return named


def _begin(scope: Scope) -> Span:
    parent = _traceparent(scope)
    if parent is None and scope["path"].startswith(_UNTRACED):
        span: Span = FollowedSpan(None)
    else:
        span = tracing.begin(scope["method"], kind=Kind.SERVER, parent=parent)
    scope.setdefault("state", {})["traceparent"] = span.traceparent
    return span


def _traceparent(scope: Scope) -> str | None:
    """What the caller sent; nothing when it sent several, which the recommendation calls invalid."""
    sent = [value for name, value in scope["headers"] if name == b"traceparent"]
    return trace_context.understood(sent[0].decode("latin-1")) if len(sent) == 1 else None


def _end(span: Span, scope: Scope, answer: _Answer) -> None:
    span.rename(operation(scope))
    span.note(
        {
            "http.request.method": scope["method"],
            "http.response.status_code": answer.code,
            "url.path": scope["path"],
            "compact.request_id": scope["state"].get("request_id", ""),
        }
    )
    span.end(answer.error)

"""Structured logs: one JSON object per line, with the ids of request and trace, and never a secret."""

import logging
import sys

import structlog

from chassis.telemetry import trace_context, tracing

_SECRET = ("authorization", "token", "secret", "password", "cookie")


def configure_logs(service: str, level: str = "INFO") -> None:
    """Send all logs of this process to standard output as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _name_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            _withhold_secrets,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)


def _name_trace(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    traceparent = tracing.current()
    if traceparent is not None:
        event.setdefault("trace_id", trace_context.trace_id(traceparent))
    return event


def _withhold_secrets(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for name in event:
        if any(part in name.lower() for part in _SECRET):
            event[name] = "withheld"
    return event


class _Forward(logging.Handler):
    """What libraries log by the standard library, in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(record.name)
        log.log(max(record.levelno, logging.INFO), record.getMessage()[:1000], logger=record.name)

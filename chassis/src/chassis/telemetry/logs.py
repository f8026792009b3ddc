"""Structured logs: one JSON object per line, with the ids of request and trace, and never a secret."""

import logging
import sys
from typing import Any

import structlog

from chassis.telemetry import log_lines, trace_context, tracing
from chassis.telemetry.log_output import LineLogger


def configure_logs(service: str, level: str = "INFO") -> None:
    """Send all logs of this process, those of libraries among them, to standard output as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _name_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _show_exception,
            _withhold_secrets,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=LineLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False


Event = structlog.typing.EventDict


def _name_trace(_logger: object, _method: str, event: Event) -> Event:
    traceparent = tracing.current()
    if traceparent is not None:
        event.setdefault("trace_id", trace_context.trace_id(traceparent))
    return event


def _show_exception(_logger: object, _method: str, event: Event) -> Event:
    given: Any = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exception()
    if isinstance(error, BaseException):
        event["exception"] = log_lines.exception(error)
    return event


def _withhold_secrets(_logger: object, _method: str, event: Event) -> Event:
    return {name: log_lines.without_secrets(value, name) for name, value in event.items()}


def _render(_logger: object, _method: str, event: Event) -> str:
    return log_lines.line(event)


class _Forward(logging.Handler):
    """What libraries log by the standard library, in the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(record.name)
        level = max(record.levelno, logging.INFO)
        log.log(level, record.getMessage(), logger=record.name, exc_info=record.exc_info)

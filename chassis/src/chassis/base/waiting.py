"""The columns of every table in which work waits; see `chassis.queues`."""

from typing import Any

from sqlalchemy import Column, DateTime, Integer, Text


def waiting_columns() -> list[Column[Any]]:
    """What every table of a queue has besides its own: how often an item was tried, and with what outcome."""
    return [
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("retry_at", DateTime(timezone=True), nullable=True),
        Column("last_error", Text, nullable=True),
        Column("set_aside_at", DateTime(timezone=True), nullable=True),
    ]

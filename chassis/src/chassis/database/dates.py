"""Dates as Python gets them: an endless one is none.

The driver makes the first or the last day that Python has of `-infinity` and `infinity`, and `infinity` of
that last day: a wrong date to whoever reads, and another value when it is written back.
"""

from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

_FIRST = date(2000, 1, 1).toordinal()
"""PostgreSQL counts days from here."""
_ENDLESS = {2**31 - 1, -(2**31)}


def decode(value: tuple[int]) -> date | None:
    """The date of a number of days."""
    [days] = value
    return None if days in _ENDLESS else date.fromordinal(_FIRST + days)


def encode(day: date) -> tuple[int]:
    """The number of days of a date."""
    return (day.toordinal() - _FIRST,)


def without_end(engine: AsyncEngine) -> AsyncEngine:
    """`engine`, whose connections read and write dates so."""

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.run_async(
            lambda driver: driver.set_type_codec(
                "date", schema="pg_catalog", encoder=encode, decoder=decode, format="tuple"
            )
        )

    return engine

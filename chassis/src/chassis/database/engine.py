"""A service's own database: engine, sessions, and the one kind of transaction that writes."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self

from pydantic_core import from_json
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.base import keepalive
from chassis.base.failures import is_full
from chassis.base.identifiers import new_id
from chassis.database import dates
from chassis.database.transactions import Hooks, ReadSession, Transaction, flush
from chassis.ledger import Origin

IDLE_TIMEOUT_MS = 10_000
TRANSACTION_TIMEOUT_MS = 120_000
REMEMBERED = 60.0
"""Seconds."""


class Database:
    """Connections to one database: one per process, closed at the end, for instance by `async with`."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        pool_size: int = 10,
        pool_timeout: float = 5.0,
        statement_timeout: float = 15.0,
        on_change: Hooks | None = None,
    ) -> None:
        self.name = name
        self._on_change = on_change or {}
        self.url = url
        engine = create_async_engine(
            asyncpg_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            pool_use_lifo=True,
            json_deserializer=from_json,
            hide_parameters=True,  # what people wrote is in no log
            connect_args={
                "timeout": pool_timeout,
                "command_timeout": statement_timeout + 1,
                "server_settings": {
                    "application_name": name,
                    "timezone": "UTC",
                    "synchronous_commit": "on",
                    **keepalive.SERVER_SETTINGS,
                    "statement_timeout": str(int(statement_timeout * 1000)),
                    "idle_in_transaction_session_timeout": str(IDLE_TIMEOUT_MS),
                    "transaction_timeout": str(TRANSACTION_TIMEOUT_MS),
                },
            },
        )
        self._engine = dates.without_end(engine)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._refused_at: float | None = None
        """When a write was last refused for lack of space, unless one has worked since."""
        self.after_commit: list[Callable[[], None]] = []
        """Called after each commit that made something public; must not block."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def is_full(self) -> bool:
        """Whether a write was refused for lack of space within the last minute, and none has worked since."""
        return self._refused_at is not None and time.monotonic() - self._refused_at < REMEMBERED

    @property
    def engine(self) -> AsyncEngine:
        """For work outside of sessions, such as a lock that is held for long."""
        return self._engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadSession]:
        """A session for reads."""
        async with self._reading.connect() as connection:
            yield ReadSession(connection)

    @asynccontextmanager
    async def transaction(self, origin: Origin | None = None) -> AsyncIterator[Transaction]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        try:
            async with self._engine.begin() as connection:
                tx = Transaction(connection, origin or Origin(self.name, str(new_id())), self._on_change)
                yield tx
                public = await flush(tx)
        except DBAPIError as error:
            if is_full(error):
                self._refused_at = time.monotonic()
            raise
        if tx.pending:  # a transaction without events may have written nothing at all
            self._refused_at = None
        if public:
            for wake in self.after_commit:
                wake()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def asyncpg_url(url: str) -> str:
    """`url` with the driver named, as SQLAlchemy wants it."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)

"""A service's own database: engine, sessions, and the one kind of transaction that writes."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Executable, MetaData, Result, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from chassis import keepalive, ledger
from chassis.events import EventData
from chassis.identifiers import new_id
from chassis.ledger import Origin
from chassis.tables import NAMING

IDLE_TIMEOUT_MS = 10_000
TRANSACTION_TIMEOUT_MS = 120_000


def service_metadata(schema: str) -> MetaData:
    """A metadata of the service's own: SQLModel's global one clashes when two services meet in a process."""
    return MetaData(schema=schema, naming_convention=NAMING)


class _Session(AsyncSession):
    """A session that sends statements without entities straight to its connection.

    Those are nearly all, and the way through the session would cost as much again as the statement.
    """

    def __init__(self, bind: AsyncConnection, **options: Any) -> None:
        super().__init__(bind, expire_on_commit=False, **options)
        self._connection = bind

    async def execute(self, statement: Executable, params: Any = None, **options: Any) -> Result[Any]:
        """The result of `statement`."""
        if options or statement._propagate_attrs:  # set when entities are involved
            return await super().execute(statement, params, **options)
        if self.autoflush and (self.new or self.dirty or self.deleted):
            await self.flush()  # what was changed in entities shows
        return await self._connection.execute(statement, params)


class ReadSession(_Session):
    """A session that only reads; each statement sees what was committed before it."""


class Transaction(_Session):
    """A session that writes. What it appends to the ledger is flushed last, just before the commit."""

    origin: Origin
    pending: list[ledger.Entry]
    limits: list[tuple[datetime, Exception]]
    last: ledger.Statement | None

    def append(
        self,
        data: EventData,
        *,
        subject: UUID | str,
        party: str = "global",
        region: str | None = None,
        public: bool = True,
    ) -> UUID:
        """Remember the fact `data` for the ledger; returns the event's id.

        `public`: goes to the service's topic; otherwise it is kept for audit only. Only what anyone may know
        is ever public.
        """
        entry = ledger.Entry.of(data, subject=str(subject), party=party, region=region, public=public)
        self.pending.append(entry)
        return entry.id

    def finish_with(self, statement: str, values: Mapping[str, Any]) -> None:
        """Let `statement` be sent at the end, together with what goes to the ledger: one way for both."""
        self.last = statement, values

    def must_commit_before(self, limit: datetime, error: Exception) -> None:
        """Roll back and raise `error` when the ledger's time of this transaction is not before `limit`.

        The time is known only under the ledger's lock, so a check made earlier can be overtaken by the clock.
        """
        self.limits.append((limit, error))


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
    ) -> None:
        self.name = name
        self.url = url
        self._engine = create_async_engine(
            asyncpg_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=pool_timeout,
            pool_use_lifo=True,
            json_deserializer=from_json,
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
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self.after_commit: list[Callable[[], None]] = []
        """Called after each commit that made something public; must not block."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def engine(self) -> AsyncEngine:
        """For work outside of sessions, such as a lock that is held for long."""
        return self._engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadSession]:
        """A session for reads."""
        async with self._reading.connect() as connection, ReadSession(connection, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def transaction(self, origin: Origin | None = None) -> AsyncIterator[Transaction]:
        """One transaction: committed when the block ends well, rolled back when it raises."""
        async with self._engine.begin() as connection, Transaction(connection) as tx:
            tx.origin = origin or Origin(self.name, str(new_id()))
            tx.pending, tx.limits, tx.last = [], [], None
            yield tx
            public = await _flush(tx)
        if public:
            for wake in self.after_commit:
                wake()

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


async def _flush(tx: Transaction) -> bool:
    """Send what is pending, the ledger last; returns whether anything was public."""
    await tx.flush()
    if tx.pending:
        time = await ledger.flush(tx, tx.pending, tx.origin, tx.last)
    elif tx.last is not None:
        await tx.execute(text(tx.last[0]), tx.last[1])
    if tx.limits and not tx.pending:
        time = await ledger.now(tx)
    for limit, error in tx.limits:
        if time >= limit:
            raise error
    return any(entry.public for entry in tx.pending)


def asyncpg_url(url: str) -> str:
    """`url` with the driver named, as SQLAlchemy wants it."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)

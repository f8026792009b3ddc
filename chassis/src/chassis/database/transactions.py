"""What reads, and the one kind of transaction that writes: each wraps one connection."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import CursorResult, Executable, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from chassis import ledger
from chassis.ledger import Origin
from chassis.ledger.events import EventData

OnChange = Callable[["Transaction", Sequence[Any]], Awaitable[None]]
"""What is to happen, in the same transaction, after things of one kind have changed: it gets the changes."""
Hooks = Mapping[str, Sequence[OnChange]]
"""By the kind of what changed."""


class Session:
    """What reads: a `ReadSession` or a `Transaction`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None, /) -> CursorResult[Any]:
        """The result of `statement` with the values of its parameters; of each, when there is a list."""
        return await self._connection.execute(statement, parameters)


class ReadSession(Session):
    """Only reads; each statement sees what was committed before it."""


class Transaction(Session):
    """Writes. What it appends to the ledger is flushed last, just before the commit."""

    def __init__(self, connection: AsyncConnection, origin: Origin, on_change: Hooks) -> None:
        super().__init__(connection)
        self.origin, self._on_change = origin, on_change
        self.pending: list[ledger.Entry] = []
        self.limits: list[tuple[datetime, Exception]] = []
        self.last: ledger.Statement | None = None

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

    async def copy(self, table: Table, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
        """Add `records`, values of `columns`, to `table` by COPY: the fast way for many rows.

        Raises `DBAPIError`, as a statement does.
        """
        driver = (await self._connection.get_raw_connection()).driver_connection
        assert driver is not None
        try:
            await driver.copy_records_to_table(
                table.name, schema_name=table.schema, columns=columns, records=records
            )
        except asyncpg.PostgresError as error:
            raise DBAPIError("COPY", None, error) from error

    async def savepoint(self) -> "Savepoint":
        """Begin what can be undone without the rest of the transaction."""
        before = len(self.pending), len(self.limits), self.last
        return Savepoint(self, await self._connection.begin_nested(), *before)

    async def changed(self, kind: str, changes: Sequence[Any]) -> None:
        """Let happen what the service has wired to `changes` of things of `kind` (`Service.on_change`)."""
        for follow in self._on_change.get(kind, ()):
            await follow(self, changes)

    def finish_with(self, statement: str, values: Mapping[str, Any]) -> None:
        """Let `statement` be sent at the end, together with what goes to the ledger: one way for both."""
        self.last = statement, values

    def must_commit_before(self, limit: datetime, error: Exception) -> None:
        """Roll back and raise `error` when the ledger's time of this transaction is not before `limit`.

        The time is known only under the ledger's lock, so a check made earlier can be overtaken by the clock.
        """
        self.limits.append((limit, error))


@dataclass(frozen=True, slots=True)
class Savepoint:
    """A place in a transaction to which it can go back: in the database, and in what goes to the ledger."""

    tx: Transaction
    nested: AsyncTransaction
    pending: int
    limits: int
    last: ledger.Statement | None

    async def release(self) -> None:
        """Keep what was done since."""
        await self.nested.commit()

    async def rollback(self) -> None:
        """Undo what was done since."""
        await self.nested.rollback()
        del self.tx.pending[self.pending :], self.tx.limits[self.limits :]
        self.tx.last = self.last


async def flush(tx: Transaction) -> bool:
    """Send what is pending, the ledger last; returns whether anything was public."""
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

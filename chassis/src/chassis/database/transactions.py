"""Sessions that read, and the one kind of transaction that writes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Result, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from chassis import ledger
from chassis.ledger import Origin
from chassis.ledger.events import EventData

OnChange = Callable[["Transaction", Sequence[Any]], Awaitable[None]]
"""What is to happen, in the same transaction, after things of one kind have changed: it gets the changes."""
Hooks = Mapping[str, Sequence[OnChange]]
"""By the kind of what changed."""


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
    on_change: Hooks

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

    async def changed(self, kind: str, changes: Sequence[Any]) -> None:
        """Let happen what the service has wired to `changes` of things of `kind` (`Service.on_change`)."""
        for follow in self.on_change.get(kind, ()):
            await follow(self, changes)

    def finish_with(self, statement: str, values: Mapping[str, Any]) -> None:
        """Let `statement` be sent at the end, together with what goes to the ledger: one way for both."""
        self.last = statement, values

    def must_commit_before(self, limit: datetime, error: Exception) -> None:
        """Roll back and raise `error` when the ledger's time of this transaction is not before `limit`.

        The time is known only under the ledger's lock, so a check made earlier can be overtaken by the clock.
        """
        self.limits.append((limit, error))


async def flush(tx: Transaction) -> bool:
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

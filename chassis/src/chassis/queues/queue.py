"""The declaration of a queue, and of what is worked off from it."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Table

from chassis.database import Transaction
from chassis.telemetry.spans import Span

T = TypeVar("T")
Follow = Callable[[Transaction, str], Awaitable[None]]
"""What is to happen to an item, by its subject, in the same transaction."""


@dataclass(frozen=True, slots=True, eq=False)
class Queue:
    """Rows of a table that wait to be worked off, each from a time on."""

    name: str
    """As an operator writes it, such as `assemblies`."""
    table: Table
    """It has `waiting_columns()` of `chassis.base.waiting`."""
    key: tuple[str, ...]
    """The columns that name an item; their values joined by `/` are its subject."""
    due: str
    """The column with the time from which on an item can be worked off."""
    done: str
    """The column that is null as long as an item waits."""
    kind: str | None = None
    """The value of the column `kind`, where several queues share a table."""
    on_set_aside: Follow | None = None
    on_retry: Follow | None = None

    def subject(self, key: Sequence[Any]) -> str:
        """How an operator names the item with this `key`."""
        return "/".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in key)


@dataclass(frozen=True, slots=True)
class Claimed(Generic[T]):
    """An item that nobody else works on until the transaction ends."""

    queue: Queue
    key: tuple[Any, ...]
    content: T

    @property
    def subject(self) -> str:
        """How an operator names it."""
        return self.queue.subject(self.key)


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is worked off from one queue or several, one item in one transaction."""

    name: str
    """As whom it writes; see `Origin.actor`."""
    queues: Sequence[Queue]
    claim: Callable[[Transaction], Awaitable[Claimed[T] | None]]
    """The item that is to be worked off next; see `chassis.queues.store.claim`."""
    apply: Callable[[Transaction, T], Awaitable[None]]
    """Gives an item its effect. Raises what keeps it from having one."""
    span: Callable[[T], AbstractContextManager[Span]]
    """The span of working it off."""

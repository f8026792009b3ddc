"""Which events a service reads, and what it does with them: the table of contents of a `received.py`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import ValidationError

from chassis.base.failures import described
from chassis.database import Transaction
from chassis.ledger.events import Envelope, ReceivedData, UndecodableError

D = TypeVar("D", bound=ReceivedData)


@dataclass(frozen=True, slots=True)
class Received(Generic[D]):
    """A received event with its data read."""

    source: str
    epoch: UUID
    sequence: int
    time: datetime
    id: UUID
    type: str
    subject: str
    party: str
    region: str | None
    data: D
    traceparent: str | None = None
    """The W3C trace context of what caused it."""


Handler = Callable[[Transaction, Sequence[Received[D]]], Awaitable[None]]


class _Reader(NamedTuple):
    data: type[ReceivedData]
    handler: Handler[Any]
    is_repeatable: bool


@dataclass(slots=True)
class EventRouter:
    """Handlers by event type. Every type that is not here is taken note of and left alone.

    A type may have several handlers; they are called in the order in which they were declared.
    """

    _handlers: dict[str, list[_Reader]] = field(default_factory=dict)

    @classmethod
    def joined(cls, *routers: "EventRouter") -> "EventRouter":
        """One router with the handlers of all `routers`, those of the first before those of the second."""
        joined = cls()
        for router in routers:
            for event_type, handlers in router._handlers.items():
                joined._handlers.setdefault(event_type, []).extend(handlers)
        return joined

    def on(
        self, event_type: str, data: type[D], *, repeatable: bool = False
    ) -> Callable[[Handler[D]], Handler[D]]:
        """Declare a handler of `event_type`, whose data it wants as `data`.

        `repeatable`: it only adds versions that are not there yet. It gets an event as often as that is
        delivered; so when its source is replayed, it keeps what an earlier release did not read.
        """

        def register(handler: Handler[D]) -> Handler[D]:
            self._handlers.setdefault(event_type, []).append(_Reader(data, handler, repeatable))
            return handler

        return register

    @property
    def types(self) -> list[str]:
        """The event types that are read."""
        return sorted(self._handlers)

    def readers(self, event_type: str) -> list[type[ReceivedData]]:
        """What the handlers of `event_type` read of its data, in the order of the handlers."""
        return [reader.data for reader in self._handlers.get(event_type, ())]

    def known(self, event_type: str) -> str:
        """`event_type`, or `other` when there is no handler for it: what may be a metric's label."""
        return event_type if event_type in self._handlers else "other"

    async def handle(self, tx: Transaction, events: Sequence[Envelope], *, again: bool = False) -> None:
        """Give `events` to their handlers in order, runs of one type at once.

        `again`: they had their effect before, and only repeatable handlers get them.
        """
        readable = [event for event in events if event.type in self._handlers and event.data is not None]
        for event_type, group in groupby(readable, key=lambda event: event.type):
            run = list(group)
            for data, handler, is_repeatable in self._handlers[event_type]:
                if is_repeatable or not again:
                    await handler(tx, [_read(event, data) for event in run])


def _read(event: Envelope, data: type[D]) -> Received[D]:
    try:
        read = data.model_validate_json(event.data or b"")
    except ValidationError as error:
        raise UndecodableError(f"{event.type} {event.id}: {described(error)}") from None
    return Received(
        source=event.source,
        epoch=event.epoch,
        sequence=event.sequence,
        time=event.time,
        id=event.id,
        type=event.type,
        subject=event.subject,
        party=event.party,
        region=event.region,
        data=read,
        traceparent=event.traceparent,
    )

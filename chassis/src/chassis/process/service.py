"""What a service is made of: the declaration that each service's `app.py` fills in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import MetaData

from chassis.database import Hooks, ReadSession
from chassis.ledger.events import EventData
from chassis.messaging.event_router import EventRouter
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from chassis.queues import Queue, Work
from chassis.resources.bulk import working
from chassis.resources.bulk.importer import Importer
from chassis.timers import Handler, queue_of

Attention = Callable[[ReadSession, ServiceSettings], Awaitable[Mapping[str, str]]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]


async def _nothing(_: ReadSession, __: ServiceSettings) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, eq=False)  # itself and no other, so that what is made of it can be kept
class Service:
    """One service, declared. The chassis makes its application, its worker and its command line from this."""

    name: str
    """Also its package, its schema and the end of its topic's name."""
    title: str
    settings: type[ServiceSettings]
    metadata: MetaData
    routers: Sequence[APIRouter] = ()
    events: Sequence[type[EventData]] = ()
    """What it publishes."""
    sources: Sequence[str] = ()
    """The services whose events it reads."""
    event_router: EventRouter = field(default_factory=EventRouter)
    on_change: Hooks = field(default_factory=dict)
    """What follows, in the same transaction, when things of a kind change: however they were changed."""
    queues: Sequence[Work[Any]] = ()
    """What waits in its tables, besides timers and imports; the worker works it off."""
    timers: Mapping[str, Handler] = field(default_factory=dict)
    importers: Sequence[Importer] = ()
    """Nouns that can be imported from files; the chassis makes their operations, and the worker applies."""
    file_paths: Sequence[str] = ()
    """Paths besides those of its importers to which large files are sent: they are read as they arrive."""
    commands: Sequence[Command] = ()
    """Verbs of its own on the command line."""
    lifespan: Lifespan | None = None
    """What the application needs beyond the database; entered after it is there."""
    attention: Attention = _nothing
    """What of its own an operator should look at, for the answer about its health."""
    publishes: bool = True
    """Whether it has a topic; without one it needs no relay."""

    @property
    def all_queues(self) -> Sequence[Queue]:
        """Everything that waits to be worked off: timers by kind, imports, and its own queues."""
        return [
            *map(queue_of, self.timers),
            *(working.QUEUES if self.importers else ()),
            *(queue for work in self.queues for queue in work.queues),
        ]

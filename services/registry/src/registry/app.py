"""The wiring of the registry service."""

from chassis.service import Service
from registry import events
from registry.api import actors, groupings
from registry.cli import load_reference
from registry.settings import Settings
from registry.tables import metadata

service = Service(
    name="registry",
    title="Registry",
    settings=Settings,
    metadata=metadata,
    routers=[actors.router, groupings.router],
    events=[events.ActorRegistered, events.ActorChanged, events.GroupingRegistered],
    commands=[load_reference],
)

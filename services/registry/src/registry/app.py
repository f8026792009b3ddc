"""The wiring of the registry service."""

from chassis.service import Service
from registry import events
from registry.api import actors, groupings
from registry.api.catalogue import router_of
from registry.catalogue.events import EntryRemoved
from registry.catalogue.importing import importer_of
from registry.cli import load_reference
from registry.nouns import NOUNS
from registry.received import reception
from registry.settings import Settings
from registry.tables import metadata

service = Service(
    name="registry",
    title="Registry",
    settings=Settings,
    metadata=metadata,
    routers=[actors.router, groupings.router, *(router_of(noun, NOUNS) for noun in NOUNS)],
    events=[
        events.ActorRegistered,
        events.ActorChanged,
        events.GroupingRegistered,
        *(noun.recorded for noun in NOUNS),
        EntryRemoved,
    ],
    sources=("commitments",),
    reception=reception,
    importers=[importer_of(noun) for noun in NOUNS],
    commands=[load_reference],
)

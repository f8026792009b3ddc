"""The notebook, declared."""

from chassis.process.service import Service
from tests.support.chassis.notebook import api, archiving, notes, places, shelving
from tests.support.chassis.notebook.events import (
    BookShelved,
    NoteArchived,
    NoteReminded,
    NoteRestored,
    NoteWritten,
    PlaceChanged,
)
from tests.support.chassis.notebook.received import event_router
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata

service = Service(
    name="notebook",
    title="Notebook",
    settings=Settings,
    metadata=metadata,
    routers=[api.router, archiving.router, shelving.router, places.router],
    events=[NoteWritten, NoteArchived, NoteRestored, NoteReminded, BookShelved, PlaceChanged],
    sources=["notebook"],
    event_router=event_router,
    importers=[shelving.importer],
    timers={notes.REMINDER: notes.give_reminder},
)

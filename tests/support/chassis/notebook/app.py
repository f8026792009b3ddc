"""The notebook, declared."""

from chassis.service import Service
from tests.support.chassis.notebook import api, notes
from tests.support.chassis.notebook.events import NoteReminded, NoteWritten
from tests.support.chassis.notebook.received import reception
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.notebook.tables import metadata

service = Service(
    name="notebook",
    title="Notebook",
    settings=Settings,
    metadata=metadata,
    routers=[api.router],
    events=[NoteWritten, NoteReminded],
    sources=["notebook"],
    reception=reception,
    timers={notes.REMINDER: notes.give_reminder},
)

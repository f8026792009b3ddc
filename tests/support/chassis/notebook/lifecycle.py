"""The life cycle of a note."""

from chassis.resources.lifecycle import LifeCycle, Reason, Step
from tests.support.chassis.notebook.events import NoteArchived, NoteRestored

NOTE = LifeCycle(
    noun="note",
    path="/v1/notes/{identity}",
    initial="written",
    steps=(
        Step(
            name="archive",
            summary="Archive a note",
            operation_id="archive_note",
            sources=("written",),
            targets=("archived",),
            scope="notes:write",
            event=NoteArchived,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="restore",
            summary="Restore a note",
            operation_id="restore_note",
            sources=("archived",),
            targets=("written",),
            scope="notes:write",
            event=NoteRestored,
        ),
    ),
)

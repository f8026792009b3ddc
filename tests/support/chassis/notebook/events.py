"""What the notebook publishes."""

from chassis.ledger.events import EventData


class NoteWritten(EventData, event_type="compact.note.written.v1"):
    """A note has a new text."""

    text: str
    version: int = 1


class NoteArchived(EventData, event_type="compact.note.archived.v1"):
    """A note was put away."""

    reason: str
    version: int


class NoteRestored(EventData, event_type="compact.note.restored.v1"):
    """A note is on its shelf again."""

    version: int


class NoteReminded(EventData, event_type="compact.note.reminded.v1"):
    """Somebody was reminded of a note."""

    reason: str


class BookShelved(EventData, event_type="compact.book.shelved.v1"):
    """A book is on a shelf, or has other facts now."""

    title: str


class PlaceChanged(EventData, event_type="compact.place.changed.v1"):
    """A place is known, is known otherwise, or is known no more."""

    version: int

"""What is published of entries of any type."""

from uuid import UUID

from pydantic import Field

from chassis.ledger.events import EventData


class EntryRemoved(EventData, event_type="compact.entry.removed.v1"):
    """An entry is no longer in the catalogue; its code may be given to another."""

    version: int
    id: UUID
    noun: str = Field(examples=["instrument"])
    """What it was, such as `instrument` or `programme_item`."""
    code: str = Field(examples=["ICRMW"])

"""What a type of entry is: the declaration that each area makes of its own in `entries`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Collection as Some
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table

from chassis.database import Transaction
from chassis.ledger.events import EventData
from chassis.problems import FieldError
from chassis.resources.collections.collection import Collection
from registry.catalogue.models import Content, Entry, ListQuery
from registry.catalogue.rules.resolution import Resolution
from registry.catalogue.store.collections import collection_of

C = TypeVar("C", bound=Content)
GLOBAL = "global"
"""The party of what is about no party in particular."""


@dataclass(frozen=True, slots=True)
class Change(Generic[C]):
    """An entry that is new or different."""

    id: UUID
    version: int
    content: C
    before: C | None
    """The former content; `None` for a new entry."""


Faults = Mapping[str, Sequence[FieldError]]
"""What is wrong, by the code of the entry."""
Normalize = Callable[[Transaction, Sequence[C]], Awaitable[Sequence[C]]]
Check = Callable[[Transaction, Sequence[Change[C]]], Awaitable[Faults]]
CheckRemoval = Callable[[Transaction, C], Awaitable[None]]
Publish = Callable[[Transaction, Sequence[Change[C]]], Awaitable[None]]
Resolve = Callable[[Transaction, Some[str]], Awaitable[Mapping[str, Resolution]]]


async def unaltered(_: Transaction, contents: Sequence[C]) -> Sequence[C]:
    """The contents as they are."""
    return contents


async def no_faults(_: Transaction, __: Sequence[Change[C]]) -> Faults:
    """No fault beyond what the content's own validation finds."""
    return {}


@dataclass(frozen=True)
class EntryType(Generic[C]):
    """A type of entry: its names, its table and models, its rules and its events."""

    name: str
    """In the singular, with underscores: `programme_item`."""
    plural: str
    """With underscores: `programme_items`."""
    table: Table
    content: type[C]
    shown: type[Entry]
    event: type[EventData]
    """The event of a change: a `Recorded`, unless `publish` publishes otherwise."""
    query: type[ListQuery] = ListQuery
    refers: Mapping[str, str] = field(default_factory=dict)
    """Fields with codes of other entries, and the tables of those: `{"themes": "theme"}`."""
    outside: Mapping[str, str] = field(default_factory=dict)
    """Fields with codes of what other services publish, and the views of what was received of it:
    `{"goals": "goal"}`. They are compared when they are new to an entry, and not in reference files."""
    normalize: Normalize[C] = unaltered
    """Completes contents from other entries, before they are compared with what is stored."""
    check: Check[C] = no_faults
    """Finds contradictions with other entries."""
    check_removal: CheckRemoval[C] | None = None
    """Raises a problem when the area itself still needs the entry."""
    publish: Publish[C] | None = None
    """Publishes changes, where they are not events of their own each."""
    resolve: Resolve | None = None
    """Finds the entries that words in a file mean; without it files name these entries by code."""
    party: Callable[[Any], str] = lambda _: GLOBAL
    """The party that the entry is about: the key that keeps its events in order, and who may write it."""
    scope: str = "registry:write"
    """Needed to write one entry. An import always needs `registry:write`."""
    reviewed: bool = False
    """New entries come out of a review, which has operations of its own: none is registered directly."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Fields that files do not have, as the entries of another type make them; each with the reason."""
    further_files: Sequence[str] = ()
    """Reference files with such entries, besides the one with the type's name."""

    @cached_property
    def collection(self) -> Collection:
        """The entries, with their history."""
        return collection_of(self.table)

    @property
    def path(self) -> str:
        """The path of the collection."""
        return f"/v1/{self.plural.replace('_', '-')}"

    @property
    def files(self) -> Sequence[str]:
        """The names of the reference files with such entries."""
        return (f"{self.plural}.csv", *self.further_files)

    @property
    def title(self) -> str:
        """The name of one entry for people: `programme item`."""
        return self.name.replace("_", " ")

    @property
    def changed(self) -> str:
        """The kind of change (`Service.on_change`) when entries are new or different: gets each `Change`."""
        return f"{self.name}.changed"

    @property
    def removing(self) -> str:
        """The kind of change before entries are removed: gets their contents and may raise a problem."""
        return f"{self.name}.removing"

    @property
    def removed(self) -> str:
        """The kind of change when entries were removed: gets their contents."""
        return f"{self.name}.removed"

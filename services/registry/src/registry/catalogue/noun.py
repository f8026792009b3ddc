"""What a noun of the registry is: the declaration that each module of `registry.nouns` makes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table

from chassis.database import Transaction
from chassis.ledger.events import EventData
from chassis.problems import FieldError
from registry.catalogue.content import Content, Entry, Wanted

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
    """What was known; `None` for a new entry."""


Faults = Mapping[str, Sequence[FieldError]]
"""What is wrong, by the code of the entry."""
Check = Callable[[Transaction, Sequence[Change[C]]], Awaitable[Faults]]
Follow = Callable[[Transaction, Sequence[Change[C]]], Awaitable[None]]
FollowRemoval = Callable[[Transaction, C], Awaitable[None]]
Guard = Callable[[Transaction, C], Awaitable[None]]


Complete = Callable[[Transaction, Sequence[C]], Awaitable[Sequence[C]]]


async def as_said(_: Transaction, said: Sequence[C]) -> Sequence[C]:
    """What is said is all there is to say."""
    return said


async def no_faults(_: Transaction, __: Sequence[Change[C]]) -> Faults:
    """Nothing more to check than what the content itself tells."""
    return {}


@dataclass(frozen=True)
class Noun(Generic[C]):
    """A kind of entry: how it is called, where it is kept, and what goes for it."""

    name: str
    """In the singular, with underscores: `programme_item`."""
    plural: str
    """With underscores: `programme_items`."""
    table: Table
    content: type[C]
    shown: type[Entry]
    recorded: type[EventData]
    """By which changes are told: a `Recorded`, unless `tell` has a way of its own."""
    wanted: type[Wanted] = Wanted
    refers: Mapping[str, str] = field(default_factory=dict)
    """Fields with codes of other entries, and the tables where those are: `{"themes": "theme"}`."""
    complete: Complete[C] = as_said
    """What the other entries add to what is said, before it is compared with what is known."""
    check: Check[C] = no_faults
    """What the other entries forbid."""
    follow: Sequence[Follow[C]] = ()
    """What else happens with each change, in the same transaction."""
    follow_removal: Sequence[FollowRemoval[C]] = ()
    """What else happens when an entry is removed, in the same transaction."""
    removable: Guard[C] | None = None
    """Raises a problem when an entry is still needed."""
    tell: Follow[C] | None = None
    """How changes are told, if not each by an event of its own."""
    party: Callable[[Any], str] = lambda _: GLOBAL
    """Whom the entry is about: the key by which its events keep their order, and who else may write it."""
    scope: str = "registry:write"
    """Needed to write one entry. An import always needs `registry:write`."""
    reviewed: bool = False
    """New entries come out of a review, which has operations of its own: nobody registers one directly."""
    further_files: Sequence[str] = ()
    """Reference files with entries of it, besides the one with its name."""

    @property
    def path(self) -> str:
        """Where the noun's entries are over HTTP."""
        return f"/v1/{self.plural.replace('_', '-')}"

    @property
    def files(self) -> Sequence[str]:
        """The names of the reference files with its entries."""
        return (f"{self.plural}.csv", *self.further_files)

    @property
    def title(self) -> str:
        """What people call one entry: `programme item`."""
        return self.name.replace("_", " ")

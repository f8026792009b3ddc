"""What a noun of the registry is: the declaration that each module of `registry.nouns` makes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table

from chassis.database import Transaction
from chassis.problems import FieldError
from registry.catalogue.content import Content, Entry, Recorded, Wanted

C = TypeVar("C", bound=Content)


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
Guard = Callable[[Transaction, C], Awaitable[None]]


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
    recorded: type[Recorded]
    wanted: type[Wanted] = Wanted
    refers: Mapping[str, str] = field(default_factory=dict)
    """Fields with codes of other entries, and the tables where those are: `{"themes": "theme"}`."""
    check: Check[C] = no_faults
    """What the other entries forbid."""
    follow: Sequence[Follow[C]] = ()
    """What else happens with each change, in the same transaction."""
    removable: Guard[C] | None = None
    """Raises a problem when an entry is still needed."""
    tell: Follow[C] | None = None
    """How changes are told, if not each by an event of its own."""
    party: Callable[[Any], str] = lambda _: "global"
    """Whom the entry is about: the key by which its events keep their order, and who else may write it."""
    scope: str = "registry:write"
    """Needed to write one entry. An import always needs `registry:write`."""

    @property
    def path(self) -> str:
        """Where the noun's entries are over HTTP."""
        return f"/v1/{self.plural.replace('_', '-')}"

    @property
    def title(self) -> str:
        """What people call one entry: `programme item`."""
        return self.name.replace("_", " ")

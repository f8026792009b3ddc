"""Groupings of actors: regional commissions, M49 regions, groups of the UN, regional organisations."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Line, PartyCode
from registry.actors import tables
from registry.actors.events import GroupingRegistered
from registry.actors.rules.kinds import GroupingKind
from registry.actors.store import groupings as store
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.models import Content, Entry, ListQuery, Sourced
from registry.schema import table_of


class _Fields(BaseModel):
    code: PartyCode = Field(examples=["SIDS"])
    """Of an organisation: the code that it has as an actor."""
    kind: GroupingKind
    name: Line


class Grouping(_Fields, Content):
    """A grouping of actors."""


class GroupingBody(_Fields, Sourced, Entry):
    """A grouping of actors."""


class GroupingsQuery(ListQuery):
    """Which groupings are wanted."""

    kind: GroupingKind | None = None
    sort: Literal["code", "-code", "name", "-name"] = "code"


async def check(tx: Transaction, changes: Sequence[Change[Grouping]]) -> Faults:
    """That no grouping has the code of a State."""
    states = await store.states_among(tx, [change.content.code for change in changes])
    return {code: [FieldError("/code", f"{code} is a State, and no grouping")] for code in states}


async def publish(tx: Transaction, changes: Sequence[Change[Grouping]]) -> None:
    """Publish each grouping that is new or different."""
    for change in changes:
        fields = change.content.model_dump(include={"code", "kind", "name"})
        tx.append(GroupingRegistered(version=change.version, **fields), subject=change.content.code)


GROUPINGS = EntryType(
    name="grouping",
    plural="groupings",
    table=table_of(tables.Grouping),
    content=Grouping,
    shown=GroupingBody,
    event=GroupingRegistered,
    query=GroupingsQuery,
    check=check,
    publish=publish,
    scope="actors:write",
)

"""Groupings of actors: regional commissions, M49 regions, groups of the UN, regional organisations."""

from typing import Literal

from pydantic import BaseModel, Field

from chassis.problems.models import Line, PartyCode
from registry import groupings
from registry.catalogue.content import Content, Entry, Said, Wanted
from registry.catalogue.noun import Noun
from registry.events import GroupingRegistered
from registry.rules.actors import GroupingKind
from registry.tables import metadata


class _Fields(BaseModel):
    code: PartyCode = Field(examples=["SIDS"])
    """Of an organisation: the code that it has as an actor."""
    kind: GroupingKind
    name: Line


class Grouping(_Fields, Content):
    """A grouping of actors."""


class GroupingBody(_Fields, Said, Entry):
    """A grouping of actors."""


class GroupingsWanted(Wanted):
    """Which groupings are wanted."""

    kind: GroupingKind | None = None
    sort: Literal["code", "-code", "name", "-name"] = "code"


GROUPINGS = Noun(
    name="grouping",
    plural="groupings",
    table=metadata.tables["registry.grouping"],
    content=Grouping,
    shown=GroupingBody,
    recorded=GroupingRegistered,
    wanted=GroupingsWanted,
    check=groupings.check,
    tell=groupings.tell,
    scope="actors:write",
)

"""Actors: everyone with a role, from States to migrants' groups."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from chassis.problems.models import Line, PartyCode
from registry import actors
from registry.catalogue.content import ByLanguage, Content, Entry, Said, Wanted
from registry.catalogue.noun import Noun
from registry.events import ActorChanged
from registry.rules.actors import ActorKind
from registry.tables import metadata


def _once(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,29}$")]
ForeignCode = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,80}$")]
GroupingCodes = Annotated[list[PartyCode], Field(max_length=100), AfterValidator(_once)]


class _Fields(BaseModel):
    code: PartyCode = Field(examples=["UNHCR"])
    kind: ActorKind
    name: Line
    """In English."""
    names: ByLanguage = Field(default_factory=dict)
    """The name by language."""
    iso2: str | None = Field(None, pattern=r"^[A-Z]{2}$", examples=["KE"])
    """ISO 3166-1 alpha-2; States only."""
    m49: str | None = Field(None, pattern=r"^[0-9]{3}$", examples=["404"])
    """The United Nations' numeric code; States only."""
    codes: Annotated[dict[Scheme, ForeignCode], Field(max_length=30)] = Field(
        default_factory=dict, examples=[{"iati": "XM-DAC-41121"}]
    )
    """Codes that others give it, by scheme; no two actors have the same code of one scheme."""
    parent: PartyCode | None = None
    """The actor of which it is a part."""
    region: PartyCode | None = Field(None, examples=["ECA"])
    """The regional commission in whose review it is counted."""
    groupings: GroupingCodes = Field(default_factory=list)
    """Codes of the groupings to which it belongs today. To say them anew begins and ends memberships on the
    day `as_of`; to leave them out leaves memberships as they are."""


class Actor(_Fields, Content):
    """An actor: a State, an organisation, anyone with a role."""


class ActorBody(_Fields, Said, Entry):
    """An actor."""

    names: dict[str, str]
    codes: dict[str, str]


class ActorsWanted(Wanted):
    """Which actors are wanted."""

    kind: ActorKind | None = None
    region: Annotated[str, Field(max_length=20, examples=["ECA"])] | None = None
    grouping: Annotated[str, Field(max_length=20, examples=["SIDS"])] | None = None
    parent: Annotated[str, Field(max_length=20)] | None = None
    sort: Literal["code", "-code", "name", "-name"] = "code"


ACTORS = Noun(
    name="actor",
    plural="actors",
    table=metadata.tables["registry.actor"],
    content=Actor,
    shown=ActorBody,
    recorded=ActorChanged,
    wanted=ActorsWanted,
    refers={"parent": "actor", "region": "grouping", "groupings": "grouping"},
    complete=actors.complete,
    check=actors.check,
    tell=actors.tell,
    removable=actors.check_removal,
    party=lambda actor: actor.code,
    scope="actors:write",
)

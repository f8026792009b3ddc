"""Actors: everyone with a role, from States to migrants' groups."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Key, Line, PartyCode
from registry.actors import group_listing, publication, state_names, tables
from registry.actors.events import ActorChanged
from registry.actors.group_listing import Listing
from registry.actors.hierarchy import Step, cycles
from registry.actors.models import Scheme
from registry.actors.rules.kinds import ActorKind
from registry.actors.store import actors as store
from registry.actors.store import memberships, names
from registry.actors.store.actors import Mark
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.models import ByLanguage, Content, Entry, ListQuery, Sourced
from registry.catalogue.store.entries import missing
from registry.schema import table_of


def _once(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


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
    """Codes of the groupings to which it belongs today. Listing them anew begins and ends memberships on the
    day `as_of`; to leave them out leaves memberships as they are."""


class Actor(_Fields, Content):
    """An actor: a State, an organisation, anyone with a role."""


class ActorBody(_Fields, Sourced, Entry):
    """An actor."""

    names: dict[str, str]
    codes: dict[str, str]


class ActorsQuery(ListQuery):
    """Which actors are wanted."""

    kind: ActorKind | None = None
    region: Annotated[Key, Field(max_length=20, examples=["ECA"])] | None = None
    grouping: Annotated[Key, Field(max_length=20, examples=["SIDS"])] | None = None
    parent: Annotated[Key, Field(max_length=20)] | None = None
    sort: Literal["code", "-code", "name", "-name"] = "code"


async def check(tx: Transaction, changes: Sequence[Change[Actor]]) -> Faults:
    """That no two actors have one mark (ISO-2, M49, a code of a scheme), and that none stands above itself.

    No State has the code of a grouping: a State is no organisation of others. Nobody has the name of a State,
    nor a State a code of another. Only States have codes of ISO and M49.
    """
    misnamed, taken = await _misnamed(tx, changes), await state_names.taken(tx, changes)
    faults = _joined(await _taken(tx, changes), _unfit(changes), misnamed, taken)
    good = [change for change in changes if change.content.code not in faults]
    steps = [step for change in good for step in _steps(change)]
    return {**faults, **await cycles(tx, steps, [one for change in good for one in _undone(change)])}


async def normalize(tx: Transaction, actors: Sequence[Actor]) -> Sequence[Actor]:
    """Actors without listed groupings that are older than the stored term of each membership.

    Groupings that are left out stay as they are.
    """
    stored = await memberships.groupings(tx, [actor.code for actor in actors])
    known = [actor for actor in actors if actor.code in stored]
    groupings = await group_listing.counting(tx, [_listing(actor, stored[actor.code]) for actor in known])
    counting = iter(groupings)
    return [
        actor.model_copy(update={"groupings": list(next(counting))}) if actor.code in stored else actor
        for actor in actors
    ]


async def publish(tx: Transaction, changes: Sequence[Change[Actor]]) -> None:
    """Make the keys of names, begin and end memberships as actors list their groupings, and publish both."""
    listings = [
        _listing(change.content, change.before.groupings if change.before else None) for change in changes
    ]
    await names.index(tx)
    await group_listing.apply(tx, listings)
    await publication.publish_actors(tx, [row_of(change) for change in changes])


def row_of(change: Change[Actor]) -> Mapping[str, Any]:
    """An actor as it is stored."""
    return {"id": change.id, "version": change.version, **dict(change.content)}


def _listing(actor: Actor, before: Sequence[str] | None) -> Listing:
    listed = "groupings" in actor.model_fields_set or before is None
    groupings = actor.groupings if listed else before or ()
    return Listing(actor.code, groupings, before, actor.source, actor.as_of)


def _joined(*found: Faults) -> Faults:
    """All faults, one for each place."""
    faults: dict[str, dict[str, FieldError]] = defaultdict(dict)
    for code, wrong in (one for every in found for one in every.items()):
        for fault in wrong:
            faults[code].setdefault(fault.pointer, fault)
    return {code: list(wrong.values()) for code, wrong in faults.items()}


def _unfit(changes: Sequence[Change[Actor]]) -> Faults:
    """What only a State has, and another actor must not keep when it stops being one."""
    found = {
        change.content.code: [
            FieldError(f"/{field}", f"only a State has one, and {change.content.code} is none")
            for field in ("iso2", "m49")
            if getattr(change.content, field) is not None
        ]
        for change in changes
        if change.content.kind != "state"
    }
    return {code: faults for code, faults in found.items() if faults}


async def _taken(tx: Transaction, changes: Sequence[Change[Actor]]) -> Faults:
    """Marks that another actor has, or gets by an earlier change."""
    marks = {change.content.code: dict(_marks(change.content)) for change in changes}
    holders = await store.holders(tx, {mark for own in marks.values() for mark in own.values()})
    faults: dict[str, list[FieldError]] = {}
    for code, own in marks.items():
        wrong = [
            FieldError(pointer, f"{holders[mark]} has {mark.code}")
            for pointer, mark in own.items()
            if holders.get(mark, code) != code
        ]
        if wrong:
            faults[code] = wrong
        else:
            given_up = [
                mark for mark, holder in holders.items() if holder == code and mark not in own.values()
            ]
            for mark in given_up:
                del holders[mark]
            holders.update(dict.fromkeys(own.values(), code))
    return faults


async def _misnamed(tx: Transaction, changes: Sequence[Change[Actor]]) -> Faults:
    states = {change.content.code for change in changes if change.content.kind == "state"}
    clashes = states - await missing(tx, "grouping", states) if states else ()
    return {code: [FieldError("/code", f"{code} is a grouping, and no State")] for code in clashes}


def _marks(actor: Actor) -> Iterator[tuple[str, Mark]]:
    for scheme in ("iso2", "m49"):
        if (code := getattr(actor, scheme)) is not None:
            yield f"/{scheme}", Mark(scheme, code)
    for scheme, code in actor.codes.items():
        yield f"/codes/{scheme}", Mark(f"codes/{scheme}", code)


def _steps(change: Change[Actor]) -> Iterator[Step]:
    actor, before = change.content, change.before
    if actor.parent is not None and (before is None or before.parent != actor.parent):
        yield Step(actor.code, actor.code, actor.parent, "/parent")
    known = before.groupings if before is not None else ()
    for position, code in enumerate(actor.groupings):
        if code not in known:
            yield Step(actor.code, actor.code, code, f"/groupings/{position}")


def _undone(change: Change[Actor]) -> Iterator[tuple[str, str]]:
    actor, before = change.content, change.before
    if before is not None:
        for high in {before.parent, *before.groupings} - {actor.parent, *actor.groupings}:
            if high is not None:
                yield actor.code, high


ACTORS = EntryType(
    name="actor",
    plural="actors",
    table=table_of(tables.Actor),
    content=Actor,
    shown=ActorBody,
    event=ActorChanged,
    query=ActorsQuery,
    refers={"parent": "actor", "region": "grouping", "groupings": "grouping"},
    normalize=normalize,
    check=check,
    resolve=names.resolve,
    publish=publish,
    party=lambda actor: actor.code,
    scope="actors:write",
    elsewhere={"groupings": "files of actors have no groupings: send /v1/memberships:import, with each term"},
)

"""Actors: what must not be said of two of them, and how they are told."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from chassis.database import Transaction
from chassis.problems import FieldError
from registry import memberships
from registry.catalogue.noun import Change, Faults
from registry.errors import ActorNotFoundError, InUseError
from registry.hierarchy import Step, cycles
from registry.store import Session
from registry.store import actors as store
from registry.store.actors import Mark
from registry.store.catalogue import missing

complete = memberships.complete


async def find(session: Session, code: str) -> Row[Any]:
    """The `kind` and `region` of the actor with `code`. Raises `ActorNotFoundError`."""
    actor = await store.find(session, code)
    if actor is None:
        raise ActorNotFoundError(code)
    return actor


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """That no two actors have one mark (ISO-2, M49, a code of a scheme), and that none stands above itself.

    No State has the code of a grouping: a State is no organisation of others.
    """
    faults = {**await _taken(tx, changes), **await _misnamed(tx, changes)}
    good = [change for change in changes if change.content.code not in faults]
    steps = [step for change in good for step in _steps(change)]
    return {**faults, **await cycles(tx, steps, [one for change in good for one in _undone(change)])}


async def tell(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Begin and end memberships as actors are listed now, and tell the actors with them."""
    await memberships.list_anew(tx, changes)
    await memberships.tell_actors(tx, [row_of(change) for change in changes])


async def check_removal(tx: Transaction, actor: Any) -> None:
    """Raise `InUseError` when a commitment is the actor's."""
    reference = await store.commitment_of(tx, actor.code)
    if reference is not None:
        raise InUseError("actor", actor.code, f"commitment {reference}")


def row_of(change: Change[Any]) -> Mapping[str, Any]:
    """An actor as it is stored."""
    return {"id": change.id, "version": change.version, **dict(change.content)}


async def _taken(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
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


async def _misnamed(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    states = {change.content.code for change in changes if change.content.kind == "state"}
    clashes = states - await missing(tx, "grouping", states) if states else ()
    return {code: [FieldError("/code", f"{code} is a grouping, and no State")] for code in clashes}


def _marks(actor: Any) -> Iterator[tuple[str, Mark]]:
    for scheme in ("iso2", "m49"):
        if (code := getattr(actor, scheme)) is not None:
            yield f"/{scheme}", Mark(scheme, code)
    for scheme, code in actor.codes.items():
        yield f"/codes/{scheme}", Mark(f"codes/{scheme}", code)


def _steps(change: Change[Any]) -> Iterator[Step]:
    actor, before = change.content, change.before
    if actor.parent is not None and (before is None or before.parent != actor.parent):
        yield Step(actor.code, actor.code, actor.parent, "/parent")
    known = before.groupings if before is not None else ()
    for position, code in enumerate(actor.groupings):
        if code not in known:
            yield Step(actor.code, actor.code, code, f"/groupings/{position}")


def _undone(change: Change[Any]) -> Iterator[tuple[str, str]]:
    actor, before = change.content, change.before
    if before is not None:
        for high in {before.parent, *before.groupings} - {None, actor.parent, *actor.groupings}:
            yield actor.code, high

"""Who belongs to what since when: rows begin and end, and stay."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Update, and_, bindparam, func, or_, update

from chassis.database import Transaction
from chassis.identifiers import new_id
from registry.rules.actors import MembershipChanges
from registry.store.upsert import upsert
from registry.tables import metadata

_membership = metadata.tables["registry.membership"]


def valid_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a membership is in force on `day`; the day of its end is the first without it."""
    begun = or_(_membership.c.valid_from.is_(None), _membership.c.valid_from <= day)
    return and_(begun, or_(_membership.c.valid_until.is_(None), _membership.c.valid_until > day))


async def save(tx: Transaction, changes: Mapping[UUID, MembershipChanges]) -> None:
    """Store what changed for several actors, by their ids."""
    await _begin(tx, changes)
    await _confirm(tx, changes)
    await _end(tx, changes)


async def _begin(tx: Transaction, changes: Mapping[UUID, MembershipChanges]) -> None:
    rows = [
        {
            "id": new_id(),
            "grouping": code,
            "actor_id": actor_id,
            "valid_from": change.since(listing),
            "valid_until": None,
            **listing.model_dump(),
        }
        for actor_id, change in changes.items()
        for code, listing in change.begun.items()
    ]
    if rows:  # one that ended on the very day on which it begins again goes on
        await tx.execute(upsert(_membership, rows, "grouping", "actor_id", "valid_from"))


async def _confirm(tx: Transaction, changes: Mapping[UUID, MembershipChanges]) -> None:
    rows: list[dict[str, Any]] = [
        {"in": code, "who": actor_id, **listing.model_dump()}
        for actor_id, change in changes.items()
        for code, listing in change.confirmed.items()
    ]
    if rows:
        said: dict[str, Any] = {name: bindparam(name) for name in ("source", "as_of")}
        await tx.execute(_open_one().values(said), rows)


async def _end(tx: Transaction, changes: Mapping[UUID, MembershipChanges]) -> None:
    rows: list[dict[str, Any]] = [
        {"in": code, "who": actor_id, "day": day}
        for actor_id, change in changes.items()
        for code, day in change.ended.items()
    ]
    if rows:
        until = func.greatest(bindparam("day", type_=Date), _membership.c.valid_from)
        await tx.execute(_open_one().values(valid_until=until), rows)


def _open_one() -> Update:
    """The change of the membership without an end that one actor has in one grouping."""
    return update(_membership).where(
        _membership.c.grouping == bindparam("in"),
        _membership.c.actor_id == bindparam("who"),
        _membership.c.valid_until.is_(None),
    )

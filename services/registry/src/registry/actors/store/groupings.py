"""Groupings and their members on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, text

from chassis.database import Session, Transaction
from chassis.http.pages import Paging, after
from chassis.resources.collections.terms import in_force
from registry.actors import tables
from registry.schema import table_of

_actor = table_of(tables.Actor)
_grouping = table_of(tables.Grouping)
_membership = table_of(tables.Membership)
_period = [_membership.c[name] for name in ("valid_from", "valid_until", "source", "as_of")]
_in_force = text(in_force("CAST(:day AS date)"))
_STATES_AMONG = text("SELECT code FROM registry.actor WHERE code = ANY (:codes) AND kind = 'state'")


class MembershipEnd(NamedTuple):
    """One end of a membership: the member of a grouping, or the grouping of an actor."""

    code: str
    kind: str
    name: str
    valid_from: date | None
    valid_until: date | None
    source: str
    as_of: date


async def states_among(tx: Transaction, codes: Collection[str]) -> Collection[str]:
    """Those of `codes` that a State has."""
    return (await tx.execute(_STATES_AMONG, {"codes": list(codes)})).scalars().all()


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[MembershipEnd]:
    """A page of those who belong to the grouping on `day`, by the actors' code."""
    wanted = (
        select(_actor.c.code, _actor.c.kind, _actor.c.name, *_period)
        .join(_membership, _membership.c.actor == _actor.c.code)
        .where(_membership.c.grouping == code, _in_force.bindparams(day=day))
    )
    rows = await session.execute(after(wanted, paging, _actor.c.code))
    return [MembershipEnd._make(row) for row in rows]


async def of_actor(session: Session, actor: str, day: date) -> Sequence[MembershipEnd]:
    """The groupings to which an actor belongs on `day`, by code."""
    wanted = (
        select(_grouping.c.code, _grouping.c.kind, _grouping.c.name, *_period)
        .join(_membership, _membership.c.grouping == _grouping.c.code)
        .where(_membership.c.actor == actor, _in_force.bindparams(day=day))
        .order_by(_grouping.c.code)
    )
    return [MembershipEnd._make(row) for row in await session.execute(wanted)]

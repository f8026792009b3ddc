"""Groupings and their members on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, text

from chassis.database import Transaction
from chassis.http.pages import Paging, after
from registry.store import Session
from registry.store.terms import in_force
from registry.tables import metadata

_actor = metadata.tables["registry.actor"]
_grouping = metadata.tables["registry.grouping"]
_membership = metadata.tables["registry.membership"]
_period = [_membership.c[name] for name in ("valid_from", "valid_until", "source", "as_of")]
_in_force = text(in_force("CAST(:day AS date)"))
_STATES_AMONG = text("SELECT code FROM registry.actor WHERE code = ANY (:codes) AND kind = 'state'")


async def states_among(tx: Transaction, codes: Collection[str]) -> Collection[str]:
    """Those of `codes` that a State has."""
    return (await tx.execute(_STATES_AMONG, {"codes": list(codes)})).scalars().all()


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[Row[Any]]:
    """A page of those who belong to the grouping on `day`, by the actors' code."""
    wanted = (
        select(_actor.c.code, _actor.c.kind, _actor.c.name, *_period)
        .join(_membership, _membership.c.actor == _actor.c.code)
        .where(_membership.c.grouping == code, _in_force.bindparams(day=day))
    )
    rows: Sequence[Row[Any]] = (await session.execute(after(wanted, paging, _actor.c.code))).all()
    return rows


async def of_actor(session: Session, actor: str, day: date) -> Sequence[Row[Any]]:
    """The groupings to which an actor belongs on `day`, by code."""
    wanted = (
        select(_grouping.c.code, _grouping.c.kind, _grouping.c.name, *_period)
        .join(_membership, _membership.c.grouping == _grouping.c.code)
        .where(_membership.c.actor == actor, _in_force.bindparams(day=day))
        .order_by(_grouping.c.code)
    )
    rows: Sequence[Row[Any]] = (await session.execute(wanted)).all()
    return rows

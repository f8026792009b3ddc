"""Actors, each with the groupings to which it belongs."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal_column, select

from chassis.database import Transaction
from chassis.pages import Paging, after
from registry.rules.actors import ActorFacts, KnownActor
from registry.store import Session
from registry.store.memberships import valid_on
from registry.store.upsert import upsert
from registry.tables import metadata

_actor = metadata.tables["registry.actor"]
_membership = metadata.tables["registry.membership"]
_mine = _membership.c.actor_id == _actor.c.id
_today: ColumnElement[Any] = func.current_date()


async def known(tx: Transaction, codes: Collection[str]) -> dict[str, KnownActor]:
    """Those of `codes` that are stored, each with the memberships that have no end."""
    listing = func.jsonb_build_object("source", _membership.c.source, "as_of", _membership.c.as_of)
    listings = select(func.jsonb_object_agg(_membership.c.grouping, listing)).where(
        _mine, _membership.c.valid_until.is_(None)
    )
    groupings = func.coalesce(listings.scalar_subquery(), literal_column("'{}'::jsonb")).label("groupings")
    rows = (await tx.execute(select(_actor, groupings).where(_actor.c.code.in_(codes)))).mappings()
    return {row["code"]: _known(dict(row)) for row in rows}


def _known(row: dict[str, Any]) -> KnownActor:
    return KnownActor(id=row["id"], version=row["version"], facts=ActorFacts.model_validate(row))


async def save(tx: Transaction, actors: Sequence[KnownActor]) -> None:
    """Insert or replace actors, without their memberships."""
    rows = [
        {"id": actor.id, "version": actor.version, **actor.facts.model_dump(exclude={"groupings"})}
        for actor in actors
    ]
    await tx.execute(upsert(_actor, rows, "id"))


async def find(session: Session, code: str) -> Row[Any] | None:
    """The actor with `code`, if there is one."""
    wanted = _with_groupings().where(_actor.c.code == code)
    row: Row[Any] | None = (await session.execute(wanted)).one_or_none()
    return row


async def some(
    session: Session, paging: Paging, *, kind: str | None, region: str | None, grouping: str | None
) -> Sequence[Row[Any]]:
    """A page of actors by code: of a kind, counted in a region, belonging to a grouping today."""
    wanted = _with_groupings()
    if kind is not None:
        wanted = wanted.where(_actor.c.kind == kind)
    if region is not None:
        wanted = wanted.where(_actor.c.region == region)
    if grouping is not None:
        belongs = select(_membership.c.id).where(_mine, _membership.c.grouping == grouping, valid_on(_today))
        wanted = wanted.where(belongs.exists())
    rows: Sequence[Row[Any]] = (await session.execute(after(wanted, paging, _actor.c.code))).all()
    return rows


def _with_groupings() -> Select[Any]:
    codes = select(_membership.c.grouping).where(_mine, valid_on(_today)).order_by(_membership.c.grouping)
    return select(_actor, func.array(codes.scalar_subquery()).label("groupings"))

"""Groupings and their members."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from chassis.database import Transaction
from chassis.pages import Paging, after
from registry.rules.actors import GroupingFacts
from registry.store import Session
from registry.store.memberships import valid_on
from registry.store.upsert import upsert
from registry.tables import metadata

_actor = metadata.tables["registry.actor"]
_grouping = metadata.tables["registry.grouping"]
_membership = metadata.tables["registry.membership"]


async def known(tx: Transaction) -> dict[str, tuple[int, GroupingFacts]]:
    """Every grouping by code: its version and its facts."""
    rows = (await tx.execute(select(_grouping))).mappings()
    return {row["code"]: (row["version"], GroupingFacts.model_validate(dict(row))) for row in rows}


async def save(tx: Transaction, groupings: Sequence[tuple[int, GroupingFacts]]) -> None:
    """Insert or replace groupings, each with its version."""
    rows = [{"version": version, **facts.model_dump()} for version, facts in groupings]
    await tx.execute(upsert(_grouping, rows, "code"))


async def exists(session: Session, code: str) -> bool:
    """Whether there is a grouping with `code`."""
    return (
        await session.execute(select(_grouping.c.code).where(_grouping.c.code == code))
    ).first() is not None


async def some(session: Session, paging: Paging) -> Sequence[Row[Any]]:
    """A page of groupings by code."""
    wanted = after(select(_grouping), paging, _grouping.c.code)
    rows: Sequence[Row[Any]] = (await session.execute(wanted)).all()
    return rows


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[Row[Any]]:
    """A page of those who belong to the grouping on `day`, by the actors' code."""
    wanted = (
        select(_actor.c.code, _actor.c.kind, _actor.c.name, *_period())
        .join(_membership, _membership.c.actor_id == _actor.c.id)
        .where(_membership.c.grouping == code, valid_on(day))
    )
    rows: Sequence[Row[Any]] = (await session.execute(after(wanted, paging, _actor.c.code))).all()
    return rows


async def of_actor(session: Session, actor_code: str, day: date) -> Sequence[Row[Any]]:
    """The groupings to which an actor belongs on `day`, by code."""
    wanted = (
        select(_grouping.c.code, _grouping.c.kind, _grouping.c.name, *_period())
        .join(_membership, _membership.c.grouping == _grouping.c.code)
        .join(_actor, _actor.c.id == _membership.c.actor_id)
        .where(_actor.c.code == actor_code, valid_on(day))
        .order_by(_grouping.c.code)
    )
    rows: Sequence[Row[Any]] = (await session.execute(wanted)).all()
    return rows


def _period() -> list[Any]:
    return [_membership.c[name] for name in ("valid_from", "valid_until", "source", "as_of")]

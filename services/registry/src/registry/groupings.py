"""Groupings: which there are, and who belongs to them on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis.database import Transaction
from chassis.pages import Paging
from registry import actors, store
from registry.errors import GroupingNotFoundError
from registry.events import GroupingRegistered
from registry.rules.actors import GroupingFacts, is_news
from registry.store import Session
from registry.store import groupings as stored


async def some(session: Session, paging: Paging) -> Sequence[Row[Any]]:
    """A page of groupings by code."""
    return await stored.some(session, paging)


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[Row[Any]]:
    """A page of the grouping's members on `day`, by code. Raises `GroupingNotFoundError`."""
    if not await stored.exists(session, code):
        raise GroupingNotFoundError(code)
    return await stored.members(session, code, day, paging)


async def of_actor(session: Session, actor_code: str, day: date) -> Sequence[Row[Any]]:
    """The groupings to which the actor belongs on `day`, by code. Raises `ActorNotFoundError`."""
    await actors.find(session, actor_code)
    return await stored.of_actor(session, actor_code, day)


async def record(tx: Transaction, said: Sequence[GroupingFacts]) -> int:
    """Store what is news in `said` and tell it; returns of how many groupings."""
    await store.take_turn(tx)
    known = await stored.known(tx)
    pairs = [(known.get(facts.code, (0, None)), facts) for facts in said]
    news = [(version + 1, facts) for (version, before), facts in pairs if is_news(facts, before)]
    if news:
        await stored.save(tx, news)
    for version, facts in news:
        told = facts.model_dump(include={"code", "kind", "name"})
        tx.append(GroupingRegistered(version=version, **told), subject=facts.code)
    return len(news)

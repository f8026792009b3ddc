"""Reads actors: one by its code, members of groupings and groupings of actors on a day, and aliases."""

from collections.abc import Sequence
from datetime import date

from chassis.database import Session
from chassis.http.pages import Paging
from registry.actors.errors import ActorNotFoundError
from registry.actors.models import Alias
from registry.actors.store import actors, groupings
from registry.actors.store import aliases as stored_aliases
from registry.actors.store.actors import FoundActor
from registry.actors.store.groupings import MembershipEnd
from registry.catalogue.reading import check_exists


async def members(session: Session, code: str, day: date, paging: Paging) -> Sequence[MembershipEnd]:
    """A page of the grouping's members on `day`, by code. Raises `EntryNotFoundError`."""
    rows = await groupings.members(session, code, day, paging)
    if not rows:
        await check_exists(session, "grouping", code)
    return rows


async def of_actor(session: Session, actor: str, day: date) -> Sequence[MembershipEnd]:
    """The groupings to which the actor belongs on `day`, by code. Raises `EntryNotFoundError`."""
    rows = await groupings.of_actor(session, actor, day)
    if not rows:
        await check_exists(session, "actor", actor)
    return rows


async def find(session: Session, code: str) -> FoundActor:
    """The actor with `code`. Raises `ActorNotFoundError`."""
    actor = await actors.find(session, code)
    if actor is None:
        raise ActorNotFoundError(code)
    return actor


async def aliases(session: Session, after: tuple[str, str, str] | None, limit: int) -> list[Alias]:
    """At most `limit` aliases by scheme, alias and actor, beginning after such."""
    return await stored_aliases.page(session, after, limit)

"""Actors: who they are, and how what is said of them becomes what is known."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from chassis.database import Transaction
from chassis.identifiers import new_id
from chassis.pages import Paging
from chassis.preconditions import check_match
from chassis.problems import InvalidError
from registry import store
from registry.errors import ActorNotFoundError, CodeTakenError
from registry.events import ActorChanged, ActorRegistered
from registry.rules.actors import ActorFacts, KnownActor, Listing, is_news, membership_changes
from registry.store import Session, memberships
from registry.store import actors as stored
from registry.store import groupings as stored_groupings


async def find(session: Session, code: str) -> Row[Any]:
    """The actor with `code`. Raises `ActorNotFoundError`."""
    actor = await stored.find(session, code)
    if actor is None:
        raise ActorNotFoundError(code)
    return actor


async def some(
    session: Session,
    paging: Paging,
    *,
    kind: str | None = None,
    region: str | None = None,
    grouping: str | None = None,
) -> Sequence[Row[Any]]:
    """A page of actors by code; see `registry.store.actors.some`."""
    return await stored.some(session, paging, kind=kind, region=region, grouping=grouping)


async def register(tx: Transaction, facts: ActorFacts) -> None:
    """Register an actor. Raises `CodeTakenError`, or `InvalidError` for a grouping that is not known."""
    await store.take_turn(tx)
    if await stored.known(tx, [facts.code]):
        raise CodeTakenError("actor", facts.code)
    await _check_groupings(tx, facts)
    await _save(tx, [(facts, None)], {})


async def change(tx: Transaction, code: str, if_match: str, said: Mapping[str, Any]) -> None:
    """Change what is known of the actor with `code` by the fields in `said`, which has `source` and `as_of`.

    Raises `ActorNotFoundError`, `PreconditionFailedError`, or `InvalidError` for a grouping that is not known
    or a day before the one as of which the actor is known.
    """
    await store.take_turn(tx)
    known = (await stored.known(tx, [code])).get(code)
    if known is None:
        raise ActorNotFoundError(code)
    check_match(if_match, known.version)
    facts = _changed(known.facts, said)
    if facts.as_of < known.facts.as_of:
        raise InvalidError.at(
            "/as_of", f"the actor is known as of {known.facts.as_of}; older facts do not count"
        )
    await _check_groupings(tx, facts)
    if is_news(facts, known.facts):
        await _save(tx, [(facts, known)], {})


async def record(tx: Transaction, said: Sequence[ActorFacts], reviewed: Mapping[str, date]) -> int:
    """Store what is news in `said` and tell it; returns of how many actors.

    `reviewed`: as of when the list of each grouping's members is complete. The groupings are known.
    """
    await store.take_turn(tx)
    known = await stored.known(tx, [facts.code for facts in said])
    pairs = [(facts, known.get(facts.code)) for facts in said]
    news = [(facts, before) for facts, before in pairs if is_news(facts, before.facts if before else None)]
    if news:
        await _save(tx, news, reviewed)
    return len(news)


def _changed(known: ActorFacts, said: Mapping[str, Any]) -> ActorFacts:
    changes = dict(said)
    if "groupings" in changes:
        new = Listing(source=said["source"], as_of=said["as_of"])
        changes["groupings"] = {code: known.groupings.get(code, new) for code in said["groupings"]}
    return known.model_copy(update=changes)


async def _check_groupings(tx: Transaction, facts: ActorFacts) -> None:
    known = await stored_groupings.known(tx)
    for position, code in enumerate(facts.groupings):
        if code not in known:
            raise InvalidError.at(f"/groupings/{position}", f"there is no grouping {code}")
    if facts.region is not None and facts.region not in known:
        raise InvalidError.at("/region", f"there is no grouping {facts.region}")


async def _save(
    tx: Transaction, news: Sequence[tuple[ActorFacts, KnownActor | None]], reviewed: Mapping[str, date]
) -> None:
    changes = {}
    actors = []
    for facts, before in news:
        identity = (before.id, before.version + 1) if before else (new_id(), 1)
        actor = KnownActor(id=identity[0], version=identity[1], facts=facts)
        actors.append(actor)
        changes[actor.id] = membership_changes(facts, before.facts if before else None, reviewed)
    await stored.save(tx, actors)
    await memberships.save(tx, changes)
    for actor in actors:
        _tell(tx, actor)


def _tell(tx: Transaction, actor: KnownActor) -> None:
    event = ActorRegistered if actor.version == 1 else ActorChanged
    told = actor.facts.model_dump(include={"code", "kind", "name", "names", "m49", "region"})
    data = event(actor_id=actor.id, version=actor.version, groupings=sorted(actor.facts.groupings), **told)
    tx.append(data, subject=actor.id, party=actor.facts.code, region=actor.facts.region)

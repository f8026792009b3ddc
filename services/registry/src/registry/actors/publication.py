"""Publishes actors with their terms of membership: after changes, and on days when terms begin or end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from chassis.base import clock
from chassis.database import Transaction
from chassis.resources.collections import recording
from chassis.timers import Due, schedule
from registry.actors import tables
from registry.actors.events import ActorChanged, ActorRegistered, MembershipPart
from registry.actors.rules.terms import Term
from registry.actors.store import memberships as store
from registry.catalogue.store.collections import collection_of
from registry.catalogue.store.sessions import lock_registry
from registry.schema import table_of

TURN = "membership.turn"
"""The timers of days on which an actor begins to belong to a grouping, or no longer does."""
STATES_PUBLISHED = "states.published"
"""The kind of change after which the regions and memberships of States may be others."""


async def turn(tx: Transaction, due: Due) -> None:
    """Publish an actor on a day on which it begins to belong to a grouping, or no longer does."""
    await lock_registry(tx)
    actor, _, _ = due.subject.partition("/")
    await publish_members(tx, [actor], always=False)


async def publish_actors(tx: Transaction, actors: Sequence[Mapping[str, Any]]) -> None:
    """Publish actors, of which these are the rows, with the terms of their memberships."""
    parts: dict[str, list[MembershipPart]] = defaultdict(list)
    for (grouping, code), terms in (await store.terms(tx, [actor["code"] for actor in actors])).items():
        parts[code] += [MembershipPart(grouping=grouping, **_days(term)) for term in terms]
    for actor in actors:
        event = ActorRegistered if actor["version"] == 1 else ActorChanged
        fields = {name: actor[name] for name in event.model_fields if name in actor}
        fields["groupings"] = sorted(actor["groupings"])
        data = event(actor_id=actor["id"], memberships=parts[actor["code"]], **fields)
        tx.append(data, subject=str(actor["id"]), party=actor["code"], region=actor["region"])
    if any(actor["kind"] == "state" for actor in actors):
        await tx.changed(STATES_PUBLISHED, actors)


async def publish_members(tx: Transaction, actors: Collection[str], *, always: bool = True) -> None:
    """Store and publish actors with their groupings of today; without `always` those that differ."""
    rows = await store.outdated(tx, actors, always=always)
    if rows:
        await recording.write(tx, collection_of(table_of(tables.Actor)), rows)
        await publish_actors(tx, rows)


async def plan_turns(tx: Transaction, terms: Iterable[Term]) -> None:
    """Schedule the publication of actors on the days to come on which their `terms` begin or end."""
    today = clock.today()
    for term in terms:
        for day in (term.valid_from, term.valid_until):
            if day is not None and day > today:
                midnight = datetime.combine(day, time(), UTC)
                await schedule(tx, TURN, f"{term.actor}/{day}", midnight)


def _days(term: Term) -> dict[str, date | None]:
    return {"valid_from": term.valid_from, "valid_until": term.valid_until}

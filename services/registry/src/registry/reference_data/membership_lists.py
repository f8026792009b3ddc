"""Writes complete lists of members: what they add to stored terms, and whom they leave out."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace

from chassis.base import clock
from chassis.database import Transaction
from chassis.resources.collections import recording
from registry.actors import group_listing, publication
from registry.actors.entries.actors import ACTORS, Actor, row_of
from registry.actors.entries.groupings import Grouping
from registry.actors.entries.memberships import MEMBERSHIPS, Membership
from registry.actors.rules.terms import Term, from_list, left_out
from registry.actors.store import memberships as store
from registry.catalogue.entry_types import Change
from registry.catalogue.writing import WriteResult, remove, write


async def write_actors(
    tx: Transaction, actors: Sequence[Actor], listed: Mapping[str, Sequence[Term]]
) -> WriteResult[Actor]:
    """Write actors; those that are new with the memberships that they are `listed` with, published as one.

    The memberships of the others stay as they are.
    """
    today = clock.today()
    stored = await recording.find(tx, ACTORS.collection, [actor.code for actor in actors])

    def with_groupings(actor: Actor) -> Actor:
        terms = [term for term in listed.get(actor.code, ()) if term.holds_on(today)]
        return actor.model_copy(update={"groupings": sorted(term.grouping for term in terms)})

    async def publish(tx: Transaction, changes: Sequence[Change[Actor]]) -> None:
        new = [change.content.code for change in changes if change.before is None]
        await group_listing.keep_terms(tx, [term for code in new for term in listed.get(code, ())])
        await publication.publish_actors(tx, [row_of(change) for change in changes])

    contents = [actor if actor.code in stored else with_groupings(actor) for actor in actors]
    return await write(tx, replace(ACTORS, publish=publish), contents)


async def write_lists(
    tx: Transaction,
    members: Collection[str],
    listed: Mapping[str, Sequence[Term]],
    lists: Mapping[str, Grouping],
) -> WriteResult[Membership]:
    """Write what `lists`, which are complete, have of `members`: who is `listed`, and who no longer is."""
    stored: dict[str, dict[str, Sequence[Term]]] = defaultdict(dict)
    for (grouping, actor), terms in (await store.terms(tx, members)).items():
        stored[actor][grouping] = terms
    written: list[Term] = []
    for actor in members:
        for term in listed.get(actor, ()):
            new, replaced = from_list(term, stored[actor].get(term.grouping, ()))
            for old in replaced:
                await remove(tx, MEMBERSHIPS, old.code, None, ())
            written += [new] if new is not None else []
        written += _left_out({term.grouping for term in listed.get(actor, ())}, stored[actor], lists)
    return await write(tx, MEMBERSHIPS, [Membership(**asdict(term)) for term in written])


def _left_out(
    listed: Collection[str], stored: Mapping[str, Sequence[Term]], lists: Mapping[str, Grouping]
) -> list[Term]:
    ended = [
        left_out(term, lists[grouping].as_of, lists[grouping].source)
        for grouping, terms in stored.items()
        if grouping in lists and grouping not in listed
        for term in terms
    ]
    return [term for term in ended if term is not None]

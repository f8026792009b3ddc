"""Lists of members, such as the reference files: what they add to what is known, and whom they leave out."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace

from chassis.base import clock
from chassis.database import Transaction
from chassis.http.preconditions import ANY
from registry import actors, memberships
from registry.catalogue.keeping import Kept, keep, remove
from registry.catalogue.noun import Change
from registry.nouns.actors import ACTORS, Actor
from registry.nouns.groupings import Grouping
from registry.nouns.memberships import MEMBERSHIPS, Membership
from registry.rules.terms import Term, from_list, left_out
from registry.store import catalogue
from registry.store import memberships as store


async def keep_actors(
    tx: Transaction, said: Sequence[Actor], listed: Mapping[str, Sequence[Term]]
) -> Kept[Actor]:
    """Keep actors; those that are new with the memberships that they are `listed` with, told as one.

    Nothing is said here of the memberships of the others.
    """
    today = clock.today()
    known = await catalogue.known(tx, ACTORS.table, [actor.code for actor in said])

    def with_groupings(actor: Actor) -> Actor:
        terms = [term for term in listed.get(actor.code, ()) if term.holds_on(today)]
        return actor.model_copy(update={"groupings": sorted(term.grouping for term in terms)})

    async def tell(tx: Transaction, changes: Sequence[Change[Actor]]) -> None:
        new = [change.content.code for change in changes if change.before is None]
        await memberships.keep_terms(tx, [term for code in new for term in listed.get(code, ())])
        await memberships.tell_actors(tx, [actors.row_of(change) for change in changes])

    contents = [actor if actor.code in known else with_groupings(actor) for actor in said]
    return await keep(tx, replace(ACTORS, tell=tell), contents)


async def keep_lists(
    tx: Transaction,
    members: Collection[str],
    listed: Mapping[str, Sequence[Term]],
    lists: Mapping[str, Grouping],
) -> Kept[Membership]:
    """Keep what `lists`, which are complete, say of `members`: who is `listed`, and who no longer is."""
    known: dict[str, dict[str, Sequence[Term]]] = defaultdict(dict)
    for (grouping, actor), terms in (await store.terms(tx, members)).items():
        known[actor][grouping] = terms
    said: list[Term] = []
    for actor in members:
        for term in listed.get(actor, ()):
            news, replaced = from_list(term, known[actor].get(term.grouping, ()))
            for old in replaced:
                await _forget(tx, old)
            said += [news] if news is not None else []
        said += _left_out({term.grouping for term in listed.get(actor, ())}, known[actor], lists)
    return await keep(tx, MEMBERSHIPS, [Membership(**asdict(term)) for term in said])


def _left_out(
    listed: Collection[str], known: Mapping[str, Sequence[Term]], lists: Mapping[str, Grouping]
) -> list[Term]:
    ended = [
        left_out(term, lists[grouping].as_of, lists[grouping].source)
        for grouping, terms in known.items()
        if grouping in lists and grouping not in listed
        for term in terms
    ]
    return [term for term in ended if term is not None]


async def _forget(tx: Transaction, term: Term) -> None:
    await remove(tx, MEMBERSHIPS, term.code, ANY, ())

"""Memberships by listing: what the field `groupings` of an actor begins and ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from chassis.base import clock
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from registry.actors import tables
from registry.actors.publication import plan_turns
from registry.actors.rules import terms as rules
from registry.actors.rules.terms import Term
from registry.actors.store import memberships as store
from registry.actors.store.memberships import Pair
from registry.catalogue.entry_types import Change
from registry.catalogue.store import entries as catalogue
from registry.schema import table_of


async def apply(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Begin and end memberships of actors according to the groupings that they list."""
    old = [
        one.content.code
        for one in changes
        if one.before and {*one.before.groupings} != {*one.content.groupings}
    ]
    known = await store.terms(tx, old) if old else {}
    await keep_terms(tx, [term for change in changes for term in _new_terms(change, known)])


async def keep_terms(tx: Transaction, terms: Sequence[Term]) -> None:
    """Store terms that are new or different, without publishing them."""
    if not terms:
        return
    known = await catalogue.find(tx, table_of(tables.Membership), {term.code for term in terms})
    rows = []
    for term in terms:
        before = known.get(term.code)
        identity = (before.id, before.version + 1) if before else (new_id(), 1)
        rows.append({"id": identity[0], "version": identity[1], **asdict(term)})
    await catalogue.write(tx, table_of(tables.Membership), rows)
    await plan_turns(tx, terms)


async def without_older(tx: Transaction, said: Sequence[Any]) -> Sequence[Any]:
    """Actors without listed groupings that are older than the stored term of each membership.

    Groupings that are left out stay as they are.
    """
    known = await store.groupings(tx, [actor.code for actor in said])
    otherwise = [actor.code for actor in said if _is_listed_otherwise(actor, known.get(actor.code, ()))]
    old = [code for code in otherwise if code in known]
    terms = await store.terms(tx, old) if old else {}
    return [_completed(one, known[one.code], terms) if one.code in known else one for one in said]


def _is_listed_otherwise(actor: Any, before: Sequence[str]) -> bool:
    return "groupings" in actor.model_fields_set and {*actor.groupings} != {*before}


def _completed(actor: Any, before: Sequence[str], terms: Mapping[Pair, Sequence[Term]]) -> Any:
    """The actor with those of its listed groupings that count: it belonged to `before`."""
    listed = list(before)
    if _is_listed_otherwise(actor, before):
        settled = {
            code
            for code in {*actor.groupings} ^ {*before}
            if rules.is_older(actor.as_of, terms.get((code, actor.code), ()))
        }
        named = [code for code in actor.groupings if code in before or code not in settled]
        named += sorted(settled & {*before})
        listed = named if {*named} != {*before} else listed
    return actor.model_copy(update={"groupings": listed})


def _new_terms(change: Change[Any], known: Mapping[Pair, Sequence[Term]]) -> Iterable[Term]:
    said, before = change.content, change.before
    was = set(before.groupings) if before is not None else set()
    today = clock.today()
    for code in sorted(was ^ set(said.groupings)):
        terms = known.get((code, said.code), ())
        if code in was:
            for term in terms:
                if term.holds_on(today):
                    days = (term.valid_from, rules.listing_ends(said.as_of, term))
                    yield _term(code, said, *days)
        elif before is None:  # nobody has said since when
            yield _term(code, said, None, None)
        else:
            yield _term(code, said, *rules.listing_begins(said.as_of, today, terms))


def _term(grouping: str, said: Any, valid_from: date | None, valid_until: date | None) -> Term:
    code = rules.code_of(grouping, said.code, valid_from)
    return Term(code, grouping, said.code, valid_from, valid_until, said.source, said.as_of)

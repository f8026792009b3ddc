"""Memberships by listing: what the field `groupings` of an actor begins and ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import NamedTuple

from chassis.base import clock
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.resources.collections import recording
from registry.actors import tables
from registry.actors.publication import plan_turns
from registry.actors.rules import terms as rules
from registry.actors.rules.terms import Term
from registry.actors.store import memberships as store
from registry.actors.store.memberships import Pair
from registry.catalogue.store.collections import collection_of
from registry.schema import table_of


class Listing(NamedTuple):
    """The groupings that an actor lists, and those to which it belonged before."""

    actor: str
    groupings: Sequence[str]
    before: Sequence[str] | None
    """`None` for a new actor."""
    source: str
    as_of: date

    @property
    def changed(self) -> set[str]:
        """The groupings that it begins or ends."""
        return {*self.groupings} ^ {*(self.before or ())}


async def counting(tx: Transaction, listings: Sequence[Listing]) -> list[Sequence[str]]:
    """The groupings of each of `listings`, without changes that are older than the stored term of each."""
    changed = [listing.actor for listing in listings if listing.changed]
    terms = await store.terms(tx, changed) if changed else {}
    return [_counting(listing, terms) for listing in listings]


async def apply(tx: Transaction, listings: Sequence[Listing]) -> None:
    """Begin and end memberships of actors according to the groupings that they list."""
    old = [one.actor for one in listings if one.before is not None and one.changed]
    stored = await store.terms(tx, old) if old else {}
    await keep_terms(tx, [term for listing in listings for term in _new_terms(listing, stored)])


async def keep_terms(tx: Transaction, terms: Sequence[Term]) -> None:
    """Store terms that are new or different, without publishing them."""
    if not terms:
        return
    memberships = collection_of(table_of(tables.Membership))
    stored = await recording.find(tx, memberships, {term.code for term in terms})
    rows = []
    for term in terms:
        before = stored.get(term.code)
        identity = (before.id, before.version + 1) if before else (new_id(), 1)
        rows.append({"id": identity[0], "version": identity[1], **asdict(term)})
    await recording.write(tx, memberships, rows)
    await plan_turns(tx, terms)


def _counting(listing: Listing, terms: Mapping[Pair, Sequence[Term]]) -> Sequence[str]:
    before = list(listing.before or ())
    settled = {
        code
        for code in listing.changed
        if rules.is_older(listing.as_of, terms.get((code, listing.actor), ()))
    }
    named = [code for code in listing.groupings if code in before or code not in settled]
    named += sorted(settled & {*before})
    return named if {*named} != {*before} else before


def _new_terms(listing: Listing, stored: Mapping[Pair, Sequence[Term]]) -> Iterable[Term]:
    today = clock.today()
    for code in sorted(listing.changed):
        terms = stored.get((code, listing.actor), ())
        if listing.before is None:  # since an unknown day
            yield _term(code, listing, None, None)
        elif code in listing.before:
            for term in terms:
                if term.holds_on(today):
                    yield _term(code, listing, term.valid_from, rules.listing_ends(listing.as_of, term))
        else:
            yield _term(code, listing, *rules.listing_begins(listing.as_of, today, terms))


def _term(grouping: str, listing: Listing, valid_from: date | None, valid_until: date | None) -> Term:
    code = rules.code_of(grouping, listing.actor, valid_from)
    return Term(code, grouping, listing.actor, valid_from, valid_until, listing.source, listing.as_of)

"""Memberships: their terms beside each other, and what they mean for the actors whose they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from chassis.base import clock
from chassis.base.identifiers import new_id
from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.timers import Due, schedule
from registry import gaps
from registry.catalogue.noun import Change, Faults
from registry.events import ActorChanged, ActorRegistered, MembershipPart
from registry.hierarchy import Step, cycles
from registry.rules import terms as rules
from registry.rules.terms import Term
from registry.store import catalogue, take_turn
from registry.store import memberships as store
from registry.store.memberships import Pair
from registry.tables import metadata

TURN = "membership.turn"
"""The timers of days on which an actor begins to belong to a grouping, or no longer does."""
_actor, _membership = metadata.tables["registry.actor"], metadata.tables["registry.membership"]


async def check(tx: Transaction, changes: Sequence[Change[Any]]) -> Faults:
    """That no terms of one actor in one grouping overlap, and that no organisation stands above itself."""
    known = await store.terms(tx, {change.content.actor for change in changes})
    beside = {pair: {term.code: term for term in terms} for pair, terms in known.items()}
    faults: dict[str, list[FieldError]] = {}
    for change in changes:
        term = term_of(change.content)
        others = beside.setdefault((term.grouping, term.actor), {})
        other = rules.clash(term, list(others.values()))
        if other is None:
            others[term.code] = term
        else:
            faults[term.code] = [FieldError("/valid_from", f"it overlaps with {other.code}, {_told(other)}")]
    good = [change.content for change in changes if change.content.code not in faults]
    steps = [Step(one.code, one.actor, one.grouping, "/grouping") for one in good if not _is_over(one)]
    return {**faults, **await cycles(tx, steps)}


async def tell(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Tell the actors whose memberships have changed anew, and again on days to come when they change."""
    await _tell_anew(tx, {change.content.actor for change in changes})
    await _plan(tx, [term_of(change.content) for change in changes])


async def tell_removal(tx: Transaction, content: Any) -> None:
    """Tell the actor anew, one of whose memberships is removed."""
    await _tell_anew(tx, [content.actor])


async def turn(tx: Transaction, due: Due) -> None:
    """Tell an actor anew on a day on which it begins to belong to a grouping, or no longer does."""
    await take_turn(tx)
    actor, _, _ = due.subject.partition("/")
    await _tell_anew(tx, [actor], always=False)


async def list_anew(tx: Transaction, changes: Sequence[Change[Any]]) -> None:
    """Begin and end the memberships of actors (`changes`) as the groupings that they are listed in tell."""
    old = [
        one.content.code
        for one in changes
        if one.before and {*one.before.groupings} != {*one.content.groupings}
    ]
    known = await store.terms(tx, old) if old else {}
    await keep_terms(tx, [term for change in changes for term in _new_terms(change, known)])


async def keep_terms(tx: Transaction, terms: Sequence[Term]) -> None:
    """Store terms that are new or different, without telling them."""
    if not terms:
        return
    known = await catalogue.known(tx, _membership, {term.code for term in terms})
    rows = []
    for term in terms:
        before = known.get(term.code)
        identity = (before.id, before.version + 1) if before else (new_id(), 1)
        rows.append({"id": identity[0], "version": identity[1], **asdict(term)})
    await catalogue.keep(tx, _membership, rows)
    await _plan(tx, terms)


async def tell_actors(tx: Transaction, actors: Sequence[Mapping[str, Any]]) -> None:
    """Tell actors, of which these are the rows, whole: with the terms of their memberships."""
    parts: dict[str, list[MembershipPart]] = defaultdict(list)
    for (grouping, code), terms in (await store.terms(tx, [actor["code"] for actor in actors])).items():
        parts[code] += [MembershipPart(grouping=grouping, **_days(term)) for term in terms]
    for actor in actors:
        event = ActorRegistered if actor["version"] == 1 else ActorChanged
        told = {name: actor[name] for name in event.model_fields if name in actor}
        told["groupings"] = sorted(actor["groupings"])
        data = event(actor_id=actor["id"], memberships=parts[actor["code"]], **told)
        tx.append(data, subject=str(actor["id"]), party=actor["code"], region=actor["region"])
    if any(actor["kind"] == "state" for actor in actors):
        await gaps.note_states(tx)


async def complete(tx: Transaction, said: Sequence[Any]) -> Sequence[Any]:
    """What actors say of their groupings, without what is older than what is known of each membership.

    Who says nothing of them leaves them as they are.
    """
    known = await store.groupings(tx, [actor.code for actor in said])
    otherwise = [actor.code for actor in said if _is_listed_otherwise(actor, known.get(actor.code, ()))]
    old = [code for code in otherwise if code in known]
    terms = await store.terms(tx, old) if old else {}
    return [_completed(one, known[one.code], terms) if one.code in known else one for one in said]


def term_of(content: Any) -> Term:
    """The term that a membership tells."""
    names = ("code", "grouping", "actor", "valid_from", "valid_until", "source", "as_of")
    return Term(*(getattr(content, name) for name in names))


async def _tell_anew(tx: Transaction, actors: Collection[str], *, always: bool = True) -> None:
    rows = await store.outdated(tx, actors, always=always)
    if rows:
        await catalogue.keep(tx, _actor, rows)
        await tell_actors(tx, rows)


async def _plan(tx: Transaction, terms: Iterable[Term]) -> None:
    today = clock.today()
    for term in terms:
        for day in (term.valid_from, term.valid_until):
            if day is not None and day > today:
                midnight = datetime.combine(day, time(), UTC)
                await schedule(tx, TURN, f"{term.actor}/{day}", midnight)


def _is_listed_otherwise(actor: Any, before: Sequence[str]) -> bool:
    return "groupings" in actor.model_fields_set and {*actor.groupings} != {*before}


def _completed(actor: Any, before: Sequence[str], terms: Mapping[Pair, Sequence[Term]]) -> Any:
    """The actor with the groupings that remain of those that it says: it belonged to `before`."""
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


def _is_over(membership: Any) -> bool:
    return membership.valid_until is not None and membership.valid_until <= clock.today()


def _days(term: Term) -> dict[str, date | None]:
    return {"valid_from": term.valid_from, "valid_until": term.valid_until}


def _told(term: Term) -> str:
    since = f"from {term.valid_from}" if term.valid_from else "from a day that nobody has said"
    return f"{since} until {term.valid_until}" if term.valid_until else f"{since} on"

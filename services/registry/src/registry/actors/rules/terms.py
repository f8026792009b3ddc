"""Terms of memberships: from a day, until before another; what a newer source does to them. Pure decisions.

An open end is `None`: since when is unknown, or it lasts. A term that ends on the day on which it begins
is empty: it was undone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from registry.catalogue.rules.days import overlap


@dataclass(frozen=True, slots=True)
class Term:
    """When an actor belongs to a grouping, with its source and as-of date."""

    code: str
    grouping: str
    actor: str
    valid_from: date | None
    valid_until: date | None
    """The first day without it."""
    source: str
    as_of: date

    @property
    def is_empty(self) -> bool:
        """Whether it is in force on no day."""
        return self.valid_from is not None and self.valid_from == self.valid_until

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until > day)

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both are in force."""
        if self.is_empty or other.is_empty:
            return False
        return overlap(self.valid_from, self.valid_until, other.valid_from, other.valid_until)


def code_of(grouping: str, actor: str, valid_from: date | None) -> str:
    """`<grouping>.<actor>.<valid_from>`, without the day when since when is unknown."""
    return ".".join(str(part) for part in (grouping, actor, valid_from) if part is not None)


def clash(new: Term, known: Sequence[Term]) -> Term | None:
    """The one of `known` that cannot stand beside `new`, if there is one."""
    return next((term for term in known if term.code != new.code and term.overlaps(new)), None)


def listing_begins(as_of: date, today: date, known: Sequence[Term]) -> tuple[date, date | None]:
    """From when and until when an actor belongs to what lists it anew, as of a day.

    `known`: its other terms, none of which is in force today. Those before are not reached into, and the next
    one goes on from there.
    """
    ends = [term.valid_until for term in known if term.valid_until is not None and term.valid_until <= today]
    later = [term.valid_from for term in known if term.valid_from is not None and term.valid_from > today]
    return max([as_of, *ends]), min(later, default=None)


def listing_ends(as_of: date, term: Term) -> date:
    """The first day without a membership that is no longer listed, as of a day."""
    return as_of if term.valid_from is None else max(as_of, term.valid_from)


def is_older(as_of: date, known: Sequence[Term]) -> bool:
    """Whether an as-of date is older than what is `known`, and does not count."""
    return any(term.as_of > as_of for term in known)


def from_list(new: Term, known: Sequence[Term]) -> tuple[Term | None, Sequence[Term]]:
    """What a listed term adds to what is `known` of the same actor and grouping, and what it replaces.

    A list without days counts less than a source with them; one with days counts more than an earlier
    source without. Who left and is in the list again, is so as of the list's day.
    """
    if is_older(new.as_of, known):
        return None, ()
    if new.valid_from is not None:
        return new, [term for term in known if term.code != new.code and term.overlaps(new)]
    now = next((term for term in known if term.holds_on(new.as_of)), None)
    if now is not None:
        is_as_plain = now.valid_from is None and now.valid_until is None
        return (new if is_as_plain else None), ()
    if all(term.is_empty for term in known):
        return new, ()
    begin, end = listing_begins(new.as_of, new.as_of, known)
    code = code_of(new.grouping, new.actor, begin)
    return replace(new, code=code, valid_from=begin, valid_until=end), ()


def left_out(term: Term, complete: date, source: str) -> Term | None:
    """`term` according to a list that is complete as of a day and leaves it out; `None`: as before."""
    if term.valid_until is not None or term.as_of > complete or not term.holds_on(complete):
        return None
    return replace(term, valid_until=complete, source=source, as_of=complete)

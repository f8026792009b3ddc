"""Memberships: that an actor belongs to a grouping, since when and until when."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, Field, ValidationInfo, model_validator

from chassis.base import clock
from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Day, PartyCode, is_stored
from registry.actors import tables
from registry.actors.events import ActorChanged
from registry.actors.hierarchy import Step, cycles
from registry.actors.publication import plan_turns, publish_members
from registry.actors.rules import terms as rules
from registry.actors.rules.terms import Term
from registry.actors.store import memberships as store
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.models import Content, Derived, Entry, ListQuery, Sourced
from registry.schema import table_of


class _Fields(BaseModel):
    code: Derived
    """`<grouping>.<actor>.<valid_from>`, without the day when since when is unknown."""
    grouping: PartyCode = Field(examples=["AU"])
    actor: PartyCode = Field(examples=["KEN"])
    valid_from: Day | None = None
    """The first day; null when since when is unknown."""
    valid_until: Day | None = None
    """The first day without it; null while it lasts."""


class Membership(_Fields, Content):
    """That an actor belongs to a grouping, for one term."""

    code_parts = ("grouping", "actor", "valid_from")

    @model_validator(mode="after")
    def _ends_after_it_begins(self, info: ValidationInfo) -> Self:
        ends_early = self.valid_from and self.valid_until and self.valid_until < self.valid_from
        if ends_early and not is_stored(info.context):
            raise ValueError("valid_until must not be before valid_from")
        return self


class MembershipEntry(_Fields, Sourced, Entry):
    """That an actor belongs to a grouping, for one term."""


class MembershipsQuery(ListQuery):
    """Which memberships are wanted."""

    grouping: PartyCode | None = None
    actor: PartyCode | None = None
    date: Day | None = None
    """A day on which they are in force."""
    sort: Literal["code", "-code", "valid_from", "-valid_from"] = "code"


async def check(tx: Transaction, changes: Sequence[Change[Membership]]) -> Faults:
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
            faults[term.code] = [FieldError("/valid_from", f"it overlaps with {other.code}, {_span(other)}")]
    good = [change.content for change in changes if change.content.code not in faults]
    steps = [Step(one.code, one.actor, one.grouping, "/grouping") for one in good if not _is_over(one)]
    return {**faults, **await cycles(tx, steps)}


async def publish(tx: Transaction, changes: Sequence[Change[Membership]]) -> None:
    """Publish the actors whose memberships have changed, and again on days to come when they change."""
    await publish_members(tx, {change.content.actor for change in changes})
    await plan_turns(tx, [term_of(change.content) for change in changes])


async def publish_former_members(tx: Transaction, removed: Sequence[Membership]) -> None:
    """Publish the actor one of whose memberships is removed."""
    await publish_members(tx, {membership.actor for membership in removed})


def term_of(content: Membership) -> Term:
    """The term of a membership."""
    names = ("code", "grouping", "actor", "valid_from", "valid_until", "source", "as_of")
    return Term(*(getattr(content, name) for name in names))


def _is_over(membership: Membership) -> bool:
    return membership.valid_until is not None and membership.valid_until <= clock.today()


def _span(term: Term) -> str:
    since = f"from {term.valid_from}" if term.valid_from else "from an unknown day"
    return f"{since} until {term.valid_until}" if term.valid_until else f"{since} on"


MEMBERSHIPS = EntryType(
    name="membership",
    plural="memberships",
    table=table_of(tables.Membership),
    content=Membership,
    shown=MembershipEntry,
    event=ActorChanged,
    query=MembershipsQuery,
    refers={"grouping": "grouping", "actor": "actor"},
    check=check,
    publish=publish,
    party=lambda membership: membership.actor,
    scope="actors:write",
)

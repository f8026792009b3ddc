"""Memberships: that an actor belongs to a grouping, since when and until when."""

import datetime as dt
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from chassis.problems.models import PartyCode
from registry import memberships
from registry.catalogue.content import Content, Derived, Entry, Said, Wanted, derived
from registry.catalogue.noun import Noun
from registry.events import ActorChanged
from registry.tables import metadata


class _Fields(BaseModel):
    code: Derived
    """`<grouping>.<actor>.<valid_from>`, without the day when nobody has said since when."""
    grouping: PartyCode = Field(examples=["AU"])
    actor: PartyCode = Field(examples=["KEN"])
    valid_from: date | None = None
    """The first day; null when nobody has said since when."""
    valid_until: date | None = None
    """The first day without it; null while it lasts."""


class Membership(_Fields, Content):
    """That an actor belongs to a grouping, for one term."""

    _derive = derived("{grouping}.{actor}.{valid_from}")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if (
            self.valid_from is not None
            and self.valid_until is not None
            and self.valid_until < self.valid_from
        ):
            raise ValueError("valid_until must not be before valid_from")
        return self


class MembershipEntry(_Fields, Said, Entry):
    """That an actor belongs to a grouping, for one term."""


class MembershipsWanted(Wanted):
    """Which memberships are wanted."""

    grouping: PartyCode | None = None
    actor: PartyCode | None = None
    date: dt.date | None = None
    """A day on which they are in force."""
    sort: Literal["code", "-code", "valid_from", "-valid_from"] = "code"


MEMBERSHIPS = Noun(
    name="membership",
    plural="memberships",
    table=metadata.tables["registry.membership"],
    content=Membership,
    shown=MembershipEntry,
    recorded=ActorChanged,
    wanted=MembershipsWanted,
    refers={"grouping": "grouping", "actor": "actor"},
    check=memberships.check,
    tell=memberships.tell,
    follow_removal=(memberships.tell_removal,),
    party=lambda membership: membership.actor,
    scope="actors:write",
)

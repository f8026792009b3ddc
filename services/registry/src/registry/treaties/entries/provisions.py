"""Provisions: the widely acceptable parts of instruments, each on its own."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from chassis.base import clock
from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Line, PartyCode, Wording
from registry.actors.states import only_states
from registry.catalogue.entry_types import Change, Check, EntryType, Faults
from registry.catalogue.models import Code, Codes, Content, Entry, ListQuery, Recorded, Sourced
from registry.schema import table_of
from registry.treaties import tables
from registry.treaties.rules.participations import Act
from registry.treaties.rules.status import status_on
from registry.treaties.store import participations as store


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW-30"])
    instrument: Code = Field(examples=["ICRMW"])
    article: Line = Field(examples=["30"])
    title: Line = Field(examples=["Education of children"])
    text: Wording
    """What it asks for, in plain language."""
    themes: Codes = Field(default_factory=list, examples=[["migrant-children"]])
    applied_by: list[PartyCode] = Field(default_factory=list, max_length=300, examples=[["KEN"]])
    """States that apply it though they were not party to the instrument when that was recorded."""


class Provision(_Fields, Content):
    """A part of an instrument that many can accept."""


class ProvisionBody(_Fields, Sourced, Entry):
    """A part of an instrument that many can accept."""


class ProvisionRecorded(_Fields, Sourced, Recorded, event_type="compact.provision.recorded.v1"):
    """A provision is offered on its own, or known otherwise."""


class ProvisionsQuery(ListQuery):
    """Which provisions are wanted."""

    instrument: Code | None = None
    theme: Code | None = None
    sort: Literal["code", "-code"] = "code"


_check_states: Check[Provision] = only_states(
    lambda provision: {f"/applied_by/{place}": state for place, state in enumerate(provision.applied_by)}
)


async def check(tx: Transaction, changes: Sequence[Change[Provision]]) -> Faults:
    """Who applies a provision is a State, and is not bound to it anyway when it is named.

    Whoever becomes party later stays: it has applied the provision of its own accord.
    """
    faults = dict(await _check_states(tx, changes))
    today = clock.today()
    named = {change.content.code: _newly_named(change) for change in changes}
    pairs = {(one.content.instrument, state) for one in changes for _, state in named[one.content.code]}
    acts = await store.acts(tx, pairs) if pairs else {}
    for change in changes:
        code, instrument = change.content.code, change.content.instrument
        wrong = [
            FieldError(f"/applied_by/{position}", f"{state} is party to {instrument} since {since}")
            for position, state in named[code]
            if (since := _party_since(acts.get((instrument, state), ()), today)) is not None
        ]
        if wrong:
            faults[code] = [*faults.get(code, ()), *wrong]
    return faults


def _party_since(acts: Sequence[Act], today: date) -> date | None:
    standing = status_on(acts, today)
    return standing.since if standing.status == "party" else None


def _newly_named(change: Change[Provision]) -> list[tuple[int, str]]:
    before = change.before
    known = before.applied_by if before is not None and before.instrument == change.content.instrument else ()
    return [(place, state) for place, state in enumerate(change.content.applied_by) if state not in known]


PROVISIONS = EntryType(
    name="provision",
    plural="provisions",
    table=table_of(tables.Provision),
    content=Provision,
    shown=ProvisionBody,
    event=ProvisionRecorded,
    query=ProvisionsQuery,
    refers={"instrument": "instrument", "themes": "theme", "applied_by": "actor"},
    check=check,
)

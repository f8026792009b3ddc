"""Instruments: treaties, declarations, resolutions, guidelines."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Day, Line, PartyCode
from registry.catalogue.entry_types import Change, Check, EntryType, Faults
from registry.catalogue.hierarchy import no_own_ancestor
from registry.catalogue.models import (
    ByLanguage,
    Code,
    Codes,
    Content,
    Entry,
    Link,
    ListQuery,
    PastDay,
    Recorded,
    Sourced,
    refuse,
)
from registry.schema import table_of
from registry.treaties import tables
from registry.treaties.rules.instruments import InstrumentKind, too_early
from registry.treaties.rules.participations import contradictions
from registry.treaties.store import instruments as store


class _Fields(BaseModel):
    code: Code = Field(examples=["ICRMW"])
    kind: InstrumentKind = Field(examples=["treaty"])
    title: Line = Field(examples=["International Convention on the Rights of Migrant Workers"])
    titles: ByLanguage = Field(
        default_factory=dict, examples=[{"fr": "Convention sur les travailleurs migrants"}]
    )
    """The title by language."""
    short_name: Line | None = None
    themes: Codes = Field(default_factory=list, examples=[["labour-migration"]])
    parent: Code | None = Field(None, examples=[None])
    """The instrument that it belongs to or adds to: the convention of a protocol."""
    grouping: PartyCode | None = Field(None, examples=[None])
    """The grouping whose members may take part; null when every State may."""
    adopted: PastDay | None = Field(None, examples=["1990-12-18"])
    in_force: Day | None = Field(None, examples=["2003-07-01"])
    depositary: Line | None = None
    link: Link | None = Field(None, examples=["https://treaties.un.org/"])
    participations_as_of: PastDay | None = Field(None, examples=["2023-01-31"])
    """The day as of which the list of participations is complete; null when none is held, so that the
    instrument's uptake is not known."""


class Instrument(_Fields, Content):
    """A treaty, declaration, resolution or guideline."""

    @field_validator("in_force", "participations_as_of")
    @classmethod
    def _check_order(cls, day: date | None, info: ValidationInfo) -> date | None:
        refuse(too_early(day, info.data.get("adopted"), "adopted"), info)
        return day


class InstrumentBody(_Fields, Sourced, Entry):
    """An instrument."""


class InstrumentRecorded(_Fields, Sourced, Recorded, event_type="compact.instrument.recorded.v1"):
    """An instrument is known, or known otherwise."""


class InstrumentsQuery(ListQuery):
    """Which instruments are wanted."""

    kind: InstrumentKind | None = None
    theme: Code | None = None
    parent: Code | None = None
    grouping: Code | None = None
    adopted_from: Day | None = None
    adopted_until: Day | None = None
    sort: Literal["code", "-code", "title", "-title", "adopted", "-adopted"] = "code"


_check_parents: Check[Instrument] = no_own_ancestor("instrument", lambda instrument: instrument.parent)


async def check(tx: Transaction, changes: Sequence[Change[Instrument]]) -> Faults:
    """No instrument is its own ancestor, and what States have done on it remains possible."""
    faults: dict[str, list[FieldError]] = defaultdict(list)
    for found in (await _check_parents(tx, changes), await _contradictions(tx, changes)):
        for code, wrong in found.items():
            faults[code] += wrong
    return faults


async def _contradictions(tx: Transaction, changes: Sequence[Change[Instrument]]) -> Faults:
    changed = {change.content.code: change.content for change in changes if change.before is not None}
    if not changed:
        return {}
    uses = await store.uses(tx, {code: content.grouping for code, content in changed.items()})
    found = {}
    for code, use in uses.items():
        content = changed[code]
        wrong = contradictions(use, content.kind, content.adopted, content.in_force, content.grouping)
        found[code] = [FieldError(f"/{field}", reason) for field, reason in wrong]
    return {code: faults for code, faults in found.items() if faults}


INSTRUMENTS = EntryType(
    name="instrument",
    plural="instruments",
    table=table_of(tables.Instrument),
    content=Instrument,
    shown=InstrumentBody,
    event=InstrumentRecorded,
    query=InstrumentsQuery,
    refers={"themes": "theme", "parent": "instrument", "grouping": "grouping"},
    check=check,
    resolve=store.resolve,
)

"""Participations: what each State has done on each instrument, dated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Day, PartyCode, Prose
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.errors import InUseError
from registry.catalogue.models import (
    Code,
    Content,
    Derived,
    Entry,
    ListQuery,
    PastDay,
    Sourced,
    refuse,
)
from registry.schema import table_of
from registry.treaties import tables
from registry.treaties.events import ParticipationPart, ParticipationsRecorded
from registry.treaties.rules import participations as rules
from registry.treaties.rules.instruments import Action
from registry.treaties.rules.participations import Act, in_force_fault
from registry.treaties.store import participations as store
from registry.treaties.store.participations import Pair


class _Fields(BaseModel):
    code: Derived
    """`<instrument>.<state>.<action>.<date>`"""
    instrument: Code = Field(examples=["ICRMW"])
    state: PartyCode = Field(examples=["KEN"])
    action: Action
    date: PastDay
    in_force: Day | None = None
    """From when it has effect for the State."""
    note: Prose | None = None


class Participation(_Fields, Content):
    """One State's action on an instrument."""

    code_parts = ("instrument", "state", "action", "date")

    @field_validator("in_force")
    @classmethod
    def _check_in_force(cls, in_force: dt.date | None, info: ValidationInfo) -> dt.date | None:
        values = info.data
        if in_force is not None and "action" in values and "date" in values:
            refuse(in_force_fault(values["action"], values["date"], in_force), info)
        return in_force


class ParticipationBody(_Fields, Sourced, Entry):
    """One State's action on an instrument."""


class ParticipationsQuery(ListQuery):
    """Which participations are wanted."""

    instrument: Code | None = None
    state: PartyCode | None = None
    action: Action | None = None
    date_from: Day | None = None
    date_until: Day | None = None
    sort: Literal["code", "-code", "date", "-date"] = "code"


MOST = 500
"""Participations in one event."""
LARGEST = 200 * 1024
"""Bytes of participations in one event, about; a message on the bus stays under 256 KiB."""


async def check(tx: Transaction, changes: Sequence[Change[Participation]]) -> Faults:
    """What instruments and the other actions of the same States on them forbid."""
    values = {change.content.code: change for change in changes}
    pairs = {_pair(change.content) for change in changes}
    terms = await store.terms(tx, pairs)
    faults: dict[str, list[FieldError]] = {}
    new: dict[Pair, list[Act]] = defaultdict(list)
    for code, change in values.items():
        pair, act = _pair(change.content), _act(change.content)
        fault = rules.fault(terms[pair], change.content.state, act)
        if fault is not None:
            faults[code] = [FieldError(f"/{fault[0]}", fault[1])]
        elif change.before is None:
            new[pair].append(act)
    known = await store.acts(tx, new.keys())
    for pair, acts in new.items():
        for act, reason in rules.refused(known.get(pair, ()), acts).items():
            faults[act.code] = [FieldError("/action", reason)]
    return faults


async def check_removal(tx: Transaction, content: Participation) -> None:
    """Raise `InUseError` when a later action of the State rests on this one."""
    acts = (await store.acts(tx, [_pair(content)]))[_pair(content)]
    before = dict(rules.obstacles(acts))
    for act, _ in rules.obstacles([act for act in acts if act.code != content.code]):
        if act not in before:
            raise InUseError("participation", content.code, f"participation {act.code}")


async def publish(tx: Transaction, changes: Sequence[Change[Participation]]) -> None:
    """Publish what is new or different, State by State, many participations in one event."""
    by_state: dict[str, list[ParticipationPart]] = defaultdict(list)
    for change in changes:
        values = {name: value for name, value in vars(change.content).items() if name != "state"}
        part = ParticipationPart(id=change.id, version=change.version, **values)
        by_state[change.content.state].append(part)
    portions_of = {state: list(_portions(parts)) for state, parts in by_state.items()}
    counted = await store.count(tx, {state: len(portions) for state, portions in portions_of.items()})
    for state, portions in portions_of.items():
        first = counted[state].version - len(portions) + 1
        for version, portion in enumerate(portions, first):
            data = ParticipationsRecorded(version=version, state=state, participations=portion)
            tx.append(data, subject=state, party=state, region=counted[state].region)


def _portions(parts: Collection[ParticipationPart]) -> Iterator[list[ParticipationPart]]:
    portion: list[ParticipationPart] = []
    size = 0
    for part in parts:
        weight = len(part.model_dump_json())
        if portion and (len(portion) == MOST or size + weight > LARGEST):
            yield portion
            portion, size = [], 0
        portion.append(part)
        size += weight
    yield portion


def _pair(content: Participation) -> Pair:
    return content.instrument, content.state


def _act(content: Participation) -> Act:
    return Act(content.code, content.action, content.date, content.in_force)


PARTICIPATIONS = EntryType(
    name="participation",
    plural="participations",
    table=table_of(tables.Participation),
    content=Participation,
    shown=ParticipationBody,
    event=ParticipationsRecorded,
    query=ParticipationsQuery,
    refers={"instrument": "instrument", "state": "actor"},
    check=check,
    check_removal=check_removal,
    publish=publish,
    party=lambda participation: participation.state,
)

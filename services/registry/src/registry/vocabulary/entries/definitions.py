"""Definitions: what a term means, version by version."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import AS_STORED, Day, Line, Wording
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.models import Code, Content, Entry, Language, ListQuery, Recorded, Sourced
from registry.catalogue.writing import amend, current
from registry.schema import table_of
from registry.vocabulary import rules, store, tables


class _Fields(BaseModel):
    code: Code = Field(examples=["international-migrant.2"])
    term: Line = Field(examples=["international migrant"])
    text: Wording = Field(examples=["A person who has changed his or her country of residence."])
    language: Language = "en"
    valid_from: Day | None = Field(None, examples=["2021-04-27"])
    valid_until: Day | None = Field(None, examples=[None])
    """The first day on which it is no longer in use."""
    supersedes: Code | None = Field(None, examples=["international-migrant.1"])
    """The definition that it takes the place of, and which ends on the day on which it begins."""


class Definition(_Fields, Content):
    """One version of what a term means."""


class DefinitionBody(_Fields, Sourced, Entry):
    """One version of what a term means."""


class DefinitionRecorded(_Fields, Sourced, Recorded, event_type="compact.definition.recorded.v1"):
    """A term is defined, or its definition has got an end."""


class DefinitionsQuery(ListQuery):
    """Which definitions are wanted."""

    term: Line | None = None
    language: Language | None = None
    date: Day | None = Field(None, description="In force on that day.")
    sort: Literal["code", "-code", "term", "-term"] = "code"


async def _normalize(tx: Transaction, definitions: Sequence[Definition]) -> Sequence[Definition]:
    """A superseded definition ends when its successor begins, also when it is given without an end."""
    successors = await _successors(tx, definitions, {one.code for one in definitions})
    ends = {code: successor.valid_from for code, successor in successors.items()}
    return [
        one.model_copy(update={"valid_until": ends[one.code]})
        if one.valid_until is None and ends.get(one.code)
        else one
        for one in definitions
    ]


async def _check(tx: Transaction, changes: Sequence[Change[Definition]]) -> Faults:
    """One definition supersedes another, and ends it on the day on which it begins itself."""
    definitions = {change.content.code: change.content for change in changes}
    superseded = {one.supersedes for one in definitions.values() if one.supersedes is not None}
    successors = await _successors(tx, definitions.values(), definitions.keys() | superseded)
    known = {**await current(tx, DEFINITIONS, superseded), **definitions}
    found = {
        code: [
            FieldError(f"/{field}", detail)
            for field, detail in rules.faults(one, known.get(one.supersedes or ""), successors)
        ]
        for code, one in definitions.items()
    }
    return {code: faults for code, faults in found.items() if faults}


async def _successors(
    tx: Transaction, definitions: Iterable[Definition], codes: Collection[str]
) -> dict[str, Definition]:
    """The successor of each of `codes` once `definitions` are stored. Of two, what stands comes first."""
    definitions = list(definitions)
    stored = [Definition.model_validate(one, context=AS_STORED) for one in await store.successors(tx, codes)]
    replaced = {one.code for one in definitions}
    stored_ones = [one for one in stored if one.code not in replaced]
    found: dict[str, Definition] = {}
    for one in (*stored_ones, *definitions):
        if one.supersedes is not None:
            found.setdefault(one.supersedes, one)
    return found


async def end_superseded(tx: Transaction, changes: Sequence[Change[Definition]]) -> None:
    """End each superseded definition on the day on which its successor begins."""
    begins = {one.content.supersedes: one.content.valid_from for one in changes if one.content.supersedes}
    known = await current(tx, DEFINITIONS, begins)
    ended = [one.model_copy(update={"valid_until": begins[code]}) for code, one in known.items()]
    await amend(tx, DEFINITIONS, ended)


DEFINITIONS = EntryType(
    name="definition",
    plural="definitions",
    table=table_of(tables.Definition),
    content=Definition,
    shown=DefinitionBody,
    event=DefinitionRecorded,
    query=DefinitionsQuery,
    refers={"supersedes": "definition"},
    normalize=_normalize,
    check=_check,
    scope="definitions:write",
)

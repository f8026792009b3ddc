"""Reads the reference files on actors that come with the product. Their columns: `README.md` beside them.

"NA" is Namibia's code: no text but the empty one means that a value is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from chassis.problems import FieldError
from chassis.resources.bulk import ImportedRow, Rejection, read_file
from chassis.values import Line, PartyCode
from registry.actors.entries.actors import Actor
from registry.actors.entries.groupings import Grouping
from registry.actors.entries.memberships import Membership
from registry.actors.models import Alias
from registry.catalogue.models import Sourced

R = TypeVar("R", bound=BaseModel)


class BrokenReferenceError(Exception):
    """A row of a reference file is wrong."""

    def __init__(self, place: str, *faults: FieldError) -> None:
        reasons = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults)
        super().__init__(f"{place}: {reasons}")


class _Row(Sourced):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _State(_Row):
    iso3: PartyCode
    iso2: str
    m49: str
    name_en: Line
    name_fr: Line
    name_es: Line
    name_ar: Line
    name_ru: Line
    name_zh: Line


class _Member(_Row):
    grouping: PartyCode
    member: PartyCode
    primary: bool = False
    valid_from: date | None = None


@dataclass(frozen=True)
class Reference:
    """What the files of one folder have of actors."""

    groupings: list[Grouping]
    actors: list[Actor]
    """Without groupings: these follow from their memberships."""
    memberships: list[Membership]
    aliases: list[Alias]


def read(folder: Path) -> Reference:
    """The contents of the files in `folder`. Raises `OSError`, or `BrokenReferenceError` for a broken row."""
    groupings = [row.content for row in rows(folder / "groupings.csv", Grouping)]
    commissions = {grouping.code for grouping in groupings if grouping.kind == "regional_commission"}
    members = [row.content for row in rows(folder / "memberships.csv", _Member)]
    regions = {one.member: one.grouping for one in members if one.primary and one.grouping in commissions}
    states = [_state(row.content, regions) for row in rows(folder / "states.csv", _State)]
    others = [row.content for row in rows(folder / "actors.csv", Actor)]
    aliases = folder / "actor_aliases.csv"
    return Reference(
        groupings,
        [*states, *others],
        [_membership(one) for one in members],
        [row.content for row in rows(aliases, Alias)] if aliases.exists() else [],
    )


def rows(file: Path, row: type[R]) -> Iterator[ImportedRow[R]]:
    """The rows of `file`. Raises `OSError`, or `BrokenReferenceError` for a broken row."""
    for one in read_file(file, row):
        if isinstance(one, Rejection):
            raise BrokenReferenceError(f"{file.name}, line {one.line}", FieldError(one.pointer, one.detail))
        yield one


def _state(row: _State, regions: dict[str, str]) -> Actor:
    names = {name.removeprefix("name_"): value for name, value in row if name.startswith("name_")}
    return Actor(
        code=row.iso3,
        kind="state",
        name=row.name_en,
        names=names,
        iso2=row.iso2,
        m49=row.m49,
        region=regions.get(row.iso3),
        source=row.source,
        as_of=row.as_of,
    )


def _membership(row: _Member) -> Membership:
    value = row.model_dump(include={"grouping", "valid_from", "source", "as_of"})
    return Membership(actor=row.member, **value)

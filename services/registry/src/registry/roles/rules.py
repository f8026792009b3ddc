"""Roles in the bodies of the field, and whose terms may not overlap. Pure decisions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from registry.catalogue.rules.days import overlap

Role = Literal["lead_organisation", "coordination_group", "executive_committee", "focal_point", "chair"]
ROLES: tuple[str, ...] = get_args(Role)
SINGLE_ROLES = ("lead_organisation", "chair")
"""Roles that one actor at a time has in a body."""


class Term(BaseModel):
    """That an actor has a role in a body, from `since` and until before `until`; an open end is `None`."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    code: str
    actor: str
    role: str
    body: str
    since: date | None
    until: date | None

    def excludes(self, other: "Term") -> bool:
        """Whether the two cannot both be."""
        if (self.body, self.role) != (other.body, other.role) or self.code == other.code:
            return False
        if self.actor != other.actor and self.role not in SINGLE_ROLES:
            return False
        return overlap(self.since, self.until, other.since, other.until)

    def __str__(self) -> str:
        begin = f"since {self.since}" if self.since else "always"
        return f"{self.code} ({begin}{f', until {self.until}' if self.until else ''})"


def overlaps(new: Sequence[Term], stored: Iterable[Term]) -> dict[str, Term]:
    """Those of `new` that cannot be, by code, each with a term that it overlaps.

    `new` replaces what is stored under the same codes. Of two new ones the later gives way; what is
    refused leaves what was stored in force, so that others may have to give way to that.
    """
    before = {term.code: term for term in stored}
    refused: dict[str, Term] = {}
    while found := _first(new, before, refused):
        refused.update(found)
    return refused


def _first(new: Sequence[Term], before: Mapping[str, Term], refused: Mapping[str, Term]) -> dict[str, Term]:
    """The first of `new`, not refused yet, that overlaps what stands before it; empty when there is none."""
    accepted = [term for term in new if term.code not in refused]
    standing = {code: term for code, term in before.items() if code not in {one.code for one in accepted}}
    for term in accepted:
        rival = next((other for other in standing.values() if term.excludes(other)), None)
        if rival is not None:
            return {term.code: rival}
        standing[term.code] = term
    return {}

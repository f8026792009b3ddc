"""Role assignments: who leads, coordinates, chairs or is the contact in which body, and for which term."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from chassis.database import Transaction
from chassis.problems import FieldError
from chassis.values import Day, PartyCode
from registry.catalogue.entry_types import Change, EntryType, Faults
from registry.catalogue.models import Code, Content, Derived, Entry, ListQuery, Recorded, Sourced
from registry.roles import tables
from registry.roles.rules import Role, Term, overlaps
from registry.roles.store import terms as store
from registry.schema import table_of


class _Fields(BaseModel):
    code: Derived = Field("", examples=["UNNM.lead_organisation.IOM.2018-12-10"])
    """`<body>.<role>.<actor>.<since>`, without `since` when since when is unknown."""
    actor: PartyCode = Field(examples=["IOM"])
    role: Role = Field(examples=["lead_organisation"])
    body: Code = Field(examples=["UNNM"])
    """The code of a framework such as `GCM` or of a process, or `UNNM`: the UN Network on Migration."""
    since: Day | None = Field(None, examples=["2018-12-10"])
    until: Day | None = Field(None, examples=[None])
    """The first day without it; null while it lasts."""


class RoleAssignment(_Fields, Content):
    """That an actor has a role in a body for a term."""

    code_parts = ("body", "role", "actor", "since")


class RoleAssignmentBody(_Fields, Sourced, Entry):
    """That an actor has a role in a body for a term."""


class RoleAssignmentRecorded(_Fields, Sourced, Recorded, event_type="compact.role-assignment.recorded.v1"):
    """An actor has a role, or its term is known otherwise."""


class RoleAssignmentsQuery(ListQuery):
    """Which role assignments are wanted."""

    actor: PartyCode | None = None
    role: Role | None = None
    body: Code | None = None
    date: Day | None = Field(None, description="In force on that day.")
    sort: Literal["code", "-code", "since", "-since"] = "code"


async def _check(tx: Transaction, changes: Sequence[Change[RoleAssignment]]) -> Faults:
    """Terms end after they begin and do not overlap."""
    assignments = [change.content for change in changes]
    faults: dict[str, list[FieldError]] = defaultdict(list)
    for one in assignments:
        if one.since is not None and one.until is not None and one.until <= one.since:
            faults[one.code].append(FieldError("/until", f"must be after {one.since}, when the term begins"))
    terms = [Term.model_validate(one) for one in assignments if one.code not in faults]
    for code, other in overlaps(terms, await store.terms(tx, {term.body for term in terms})).items():
        faults[code].append(FieldError("/since", f"overlaps {other}"))
    return faults


ROLE_ASSIGNMENTS = EntryType(
    name="role_assignment",
    plural="role_assignments",
    table=table_of(tables.RoleAssignment),
    content=RoleAssignment,
    shown=RoleAssignmentBody,
    event=RoleAssignmentRecorded,
    query=RoleAssignmentsQuery,
    refers={"actor": "actor"},
    outside={"body": "body"},
    check=_check,
    party=lambda assignment: assignment.actor,
)

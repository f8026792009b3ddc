"""Who takes part and as what: role assignments and accreditations."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql.expression import literal_column
from sqlmodel import Field

from registry.rules.accreditations import OUTCOMES, STAKEHOLDER_KINDS, STEPS
from registry.rules.roles import ROLES, SINGLE_ROLES
from registry.tables.base import Base, Entry, one_of

_TERM = func.daterange(literal_column("since"), literal_column("until"))
_SINGLE = text(f"role IN ({', '.join(map(repr, SINGLE_ROLES))})")


class RoleAssignment(Entry, table=True):
    """That an actor has a role in a body, from a day and until before another.

    The last line against terms that overlap is here; who writes is told earlier and more kindly.
    """

    __tablename__ = "role_assignment"
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint("until > since", name="term"),
        ExcludeConstraint(
            ("body", "="),
            ("role", "="),
            ("actor", "="),
            (_TERM, "&&"),
            name="ex_role_assignment_term",
            deferrable=True,
            initially="DEFERRED",
        ),
        ExcludeConstraint(
            ("body", "="),
            ("role", "="),
            (_TERM, "&&"),
            name="ex_role_assignment_single",
            where=_SINGLE,
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_role_assignment_body", "body", "code"),
        Index("ix_role_assignment_since", text("COALESCE(since, '9999-12-31'::date)"), "code"),
    )

    actor: str = Field(sa_type=Text, foreign_key="registry.actor.code", index=True)
    role: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    since: date | None = None
    until: date | None = None


class Accreditation(Base, table=True):
    """An application for accreditation and, once granted, its term. Its steps are rows of their own."""

    __tablename__ = "accreditation"
    __table_args__ = (
        one_of("kind", STAKEHOLDER_KINDS),
        CheckConstraint("(name IS NULL) = (kind IS NULL)", name="organisation"),
        CheckConstraint("until >= since", name="term"),
        Index("ix_accreditation_client", "client", "since"),
        Index("ix_accreditation_actor", "actor", "code"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text, unique=True)
    client: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    name: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    statement: str = Field(sa_type=Text)
    contact: str = Field(sa_type=Text)
    """An opaque reference; it is in no event."""
    since: date | None = None
    until: date | None = None


class AccreditationStep(Base, table=True):
    """One fact about an accreditation; each kind of step is taken once."""

    __tablename__ = "accreditation_step"
    __table_args__ = (one_of("step", STEPS), one_of("outcome", OUTCOMES))

    accreditation_id: UUID = Field(primary_key=True, foreign_key="registry.accreditation.id")
    step: str = Field(sa_type=Text, primary_key=True)
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    client: str = Field(sa_type=Text)
    outcome: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)

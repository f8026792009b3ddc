"""Who takes part and as what: role assignments and accreditations."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, Index, Text
from sqlmodel import Field

from registry.accreditation.rules import OUTCOMES, STAKEHOLDER_KINDS, STEPS
from registry.schema import Base, one_of


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

"""Findings about norms under pressure, and the replies to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.findings.rules.findings import FINDING_KINDS
from registry.schema import Base, one_of


def _instant(*, nullable: bool = True) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class Finding(Base, table=True):
    """A finding and each step that was taken with it; what it was before is among the revisions.

    It refers to actors, instruments and themes by code only: it stands as it was raised, whatever becomes of
    them.
    """

    __tablename__ = "finding"
    __table_args__ = (
        one_of("kind", FINDING_KINDS),
        CheckConstraint("published_at IS NULL OR dismissed_at IS NULL", name="public_or_dismissed"),
        CheckConstraint(
            "published_at IS NOT NULL OR (replied_at IS NULL AND closed_at IS NULL)", name="public"
        ),
        UniqueConstraint("kind", "record", "occasion", name="uq_finding_cause"),
        Index("ix_finding_state", "state", "code"),
        Index("ix_finding_instrument", "instrument", "code"),
        Index("ix_finding_themes", "themes", postgresql_using="gin"),
        Index("ix_finding_opened_on", *dated("opened_on"), "code"),
    )

    id: UUID = Field(primary_key=True)
    version: int
    code: str = Field(sa_type=Text, unique=True)
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    instrument: str | None = Field(default=None, sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    goals: list[str] = Field(sa_type=ARRAY(Text))
    evidence: list[dict[str, str]] = Field(sa_type=JSONB)
    happened_on: date | None = None
    record: str | None = Field(default=None, sa_type=Text)
    """What raised it, such as `participation/ICRMW.KEN.withdrawal.2027-03-03`; null: somebody reported it."""
    occasion: str = Field(sa_type=Text)
    reported_by: str | None = Field(default=None, sa_type=Text)
    raised_at: datetime = Field(sa_column=_instant(nullable=False))
    published_at: datetime | None = Field(default=None, sa_column=_instant())
    opened_on: date | None = None
    """The day of `published_at`, in UTC."""
    dismissed_at: datetime | None = Field(default=None, sa_column=_instant())
    dismissed_reason: str | None = Field(default=None, sa_type=Text)
    reply: str | None = Field(default=None, sa_type=Text)
    replied_at: datetime | None = Field(default=None, sa_column=_instant())
    closed_at: datetime | None = Field(default=None, sa_column=_instant())
    closed_reason: str | None = Field(default=None, sa_type=Text)

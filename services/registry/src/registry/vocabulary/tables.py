"""The tables of themes and definitions."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from registry.catalogue.tables import Entry


class Theme(Entry, table=True):
    """A theme of migration governance, mapped to goals and SDG targets."""

    __tablename__ = "theme"
    __table_args__ = (
        Index("ix_theme_goals", "goals", postgresql_using="gin"),
        Index("ix_theme_sdg_targets", "sdg_targets", postgresql_using="gin"),
    )

    name: str = Field(sa_type=Text)
    names: dict[str, str] = Field(sa_type=JSONB)
    description: str | None = Field(default=None, sa_type=Text)
    parent: str | None = Field(default=None, sa_type=Text, foreign_key="registry.theme.code", index=True)
    goals: list[str] = Field(sa_type=ARRAY(Text))
    sdg_targets: list[str] = Field(sa_type=ARRAY(Text))


class Definition(Entry, table=True):
    """One version of what a term means."""

    __tablename__ = "definition"
    __table_args__ = (
        CheckConstraint("valid_until >= valid_from", name="validity"),
        Index("ix_definition_term", "term", "code"),
    )

    term: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)
    valid_from: date | None = None
    valid_until: date | None = None
    supersedes: str | None = Field(
        default=None, sa_type=Text, foreign_key="registry.definition.code", unique=True
    )

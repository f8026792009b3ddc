"""The table of role assignments."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql.expression import literal_column
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.catalogue.tables import Entry
from registry.roles.rules import ROLES, SINGLE_ROLES
from registry.schema import one_of

_TERM = func.daterange(literal_column("since"), literal_column("until"))


_SINGLE = text(f"role IN ({', '.join(map(repr, SINGLE_ROLES))})")


class RoleAssignment(Entry, table=True):
    """That an actor has a role in a body, from a day and until before another.

    The last line against terms that overlap is here; a writer gets an earlier and kinder answer.
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
        Index("ix_role_assignment_since", *dated("since"), "code"),
    )

    actor: str = Field(sa_type=Text, foreign_key="registry.actor.code", index=True)
    role: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    since: date | None = None
    until: date | None = None

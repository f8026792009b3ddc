"""The table of national measures."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text
from sqlmodel import Field

from chassis.resources.collections.ordering import dated
from registry.catalogue.tables import Entry
from registry.measures.rules import MEASURE_KINDS, MEASURE_STATUSES
from registry.schema import one_of


class Measure(Entry, table=True):
    """A law, policy or programme of one State on migration."""

    __tablename__ = "measure"
    __table_args__ = (
        one_of("kind", MEASURE_KINDS),
        one_of("status", MEASURE_STATUSES),
        CheckConstraint("in_force >= adopted", name="in_force"),
        CheckConstraint("(status = 'in_force') = (status_on IS NULL)", name="status_on"),
        CheckConstraint("status_on >= adopted", name="status_order"),
        Index("ix_measure_themes", "themes", postgresql_using="gin"),
        Index("ix_measure_adopted", *dated("adopted"), "code"),
    )

    state: str = Field(sa_type=Text, foreign_key="registry.actor.code", index=True)
    kind: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    themes: list[str] = Field(sa_type=ARRAY(Text))
    adopted: date | None = None
    in_force: date | None = None
    status: str = Field(sa_type=Text)
    status_on: date | None = None
    link: str | None = Field(default=None, sa_type=Text)

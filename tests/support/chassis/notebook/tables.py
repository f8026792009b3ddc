"""The notebook's tables: notes, those that it has received, reminders that were given, books, and places."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.database import service_metadata

metadata = service_metadata("notebook")
_instant = DateTime(timezone=True)

note = Table(
    "note",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("shelf", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("archived_reason", Text, comment="null while it is not archived"),
    Column("written_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Index("ix_note_shelf_written_at_id", "shelf", "written_at", "id"),
)

received = Table(
    "received",
    metadata,
    Column("source", Text, primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False, server_default="1", comment="how often it was handled"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("subject", Text, nullable=False),
    Column("given_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Index("ix_reminder_subject", "subject"),
)

book = Table(
    "book",
    metadata,
    Column("code", Text, primary_key=True),
    Column("data", JSONB, nullable=False),
    Column("times", Integer, nullable=False, server_default="1", comment="how often it was new or different"),
)

place = Table(
    "place",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("country", Text),
    Column("tags", ARRAY(Text), nullable=False),
    Column("since", Date),
    Column("until", Date),
)

former_place = Table(
    "former_place",
    metadata,
    Column("noun", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("recorded_at", _instant, nullable=False),
    Column("superseded_at", _instant, nullable=False, server_default=text("'infinity'")),
    Column("recorded_by", Text),
    Column("document", JSONB, nullable=False),
    Index("ix_former_place_slug", "noun", "slug", "recorded_at"),
)

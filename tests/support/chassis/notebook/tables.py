"""The notebook's tables: its notes, those that it has received, reminders that were given, and books."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid, func
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

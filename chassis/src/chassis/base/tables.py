"""The tables of the chassis, in the schema `chassis` of each service's own database.

The ledger's rows are written by database functions only (see `migrations/`); the service's role may
read them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.base.finite import refuse_infinity
from chassis.base.waiting import waiting_columns

SCHEMA = "chassis"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = refuse_infinity(MetaData(schema=SCHEMA, naming_convention=NAMING))
_instant = DateTime(timezone=True)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", Uuid, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("time", _instant, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("fingerprint", Text, nullable=False, comment="which database this is; see ledger.renew_epoch"),
    CheckConstraint("id = 1", name="single_row"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=True, comment="gapless per topic; null: internal"),
    Column("epoch", Uuid, nullable=False),
    Column("time", _instant, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("region", Text, nullable=True),
    Column("data", Text, nullable=True, comment="the published bytes; null: redacted"),
    Column("data_digest", LargeBinary, nullable=False),
    Column("actor", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("causation_id", Text, nullable=True),
    Column("hash", LargeBinary, nullable=False),
    Column("traceparent", Text, nullable=True, comment="W3C trace context of the cause; not in the hash"),
    CheckConstraint(
        "concat(type, subject, party, region, actor, correlation_id, causation_id) !~ '[[:cntrl:]]'",
        name="one_line_each",
    ),
    Index("uq_ledger_sequence", "sequence", unique=True, postgresql_where=text("sequence IS NOT NULL")),
    Index("uq_ledger_id", "id", unique=True),
    Index("ix_ledger_subject", "subject", "position"),
)

ledger_checked = Table(
    "ledger_checked",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("checked_at", _instant, nullable=False),
    CheckConstraint("id = 1", name="single_row"),
)

relay_cursor = Table(
    "relay_cursor",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("epoch", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("incarnation", Uuid, nullable=True, comment="of the service's topic; see bus.protocol"),
    CheckConstraint("id = 1", name="single_row"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next_offset", BigInteger, nullable=False),
    Column("incarnation", Uuid, nullable=True, comment="of the topic; see bus.protocol"),
)

source = Table(
    "source",
    metadata,
    Column("source", Text, primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("watermark", BigInteger, nullable=False, server_default="0"),
    Column("covered_sequence", BigInteger, nullable=True),
    Column("covered_time", _instant, nullable=True),
    Column("covered_hash", LargeBinary, nullable=True),
    Column("heard_at", _instant, nullable=False, server_default=func.clock_timestamp()),
)

inbox = Table(
    "inbox",
    metadata,
    Column("source", Text, primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("source", Text, primary_key=True),
    Column("epoch", Uuid, primary_key=True),
    Column("time", _instant, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

dead_letter = Table(
    "dead_letter",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("key", LargeBinary, nullable=True),
    Column("value", LargeBinary, nullable=True),
    Column("headers", JSONB, nullable=False, comment="[[name, base64], ...]"),
    Column("error", Text, nullable=False),
    Column("buried_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Column("replayed_at", _instant, nullable=True),
    Column("incarnation", Uuid, nullable=True, comment="of the topic; see bus.protocol"),
    Index(
        "uq_dead_letter_incarnation",
        *("topic", "partition", "offset", "incarnation"),
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
    Index("ix_dead_letter_waiting", "id", postgresql_where=text("replayed_at IS NULL")),
)

timer = Table(
    "timer",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", _instant, nullable=False),
    Column("fired_at", _instant, nullable=True),
    *waiting_columns(),
    Column("traceparent", Text, nullable=True, comment="W3C trace context of what scheduled it"),
    Index("ix_timer_next", text("coalesce(retry_at, due_at)"), postgresql_where=text("fired_at IS NULL")),
    Index("ix_timer_due", "due_at", postgresql_where=text("fired_at IS NULL")),
    Index("ix_timer_fired_at", "fired_at", postgresql_where=text("fired_at IS NOT NULL")),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("client", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("stored_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Index("ix_idempotency_stored_at", "stored_at"),
)

import_job = Table(
    "import_job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("noun", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="receiving"),
    Column("client", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("received", Integer, nullable=False, server_default="0", comment="rows, the rejected among them"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("unchanged", Integer, nullable=False, server_default="0"),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column(
        "applied_to", BigInteger, nullable=False, server_default="0", comment="the last line that is done"
    ),
    Column("created_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Column("touched_at", _instant, nullable=False, server_default=func.clock_timestamp()),
    Column("finished_at", _instant, nullable=True),
    Column("format", Text, nullable=False, server_default="ndjson"),
    Column("charset", Text, nullable=False, server_default="utf-8"),
    Column("columns", JSONB, nullable=True, comment="the header of a table: [name, ...]"),
    Column("created", Integer, nullable=False, server_default="0"),
    Column(
        "older",
        Integer,
        nullable=False,
        server_default="0",
        comment="rows that say something else, as of an earlier day",
    ),
    Column("reason", Text, nullable=True, comment="why it has failed, for people"),
    CheckConstraint("mode IN ('row_by_row', 'all_or_nothing', 'dry_run')", name="modes"),
    CheckConstraint(
        "status IN ('receiving', 'queued', 'running', 'done', 'refused', 'failed')", name="status"
    ),
)

import_row = Table(
    "import_row",
    metadata,
    Column("job", Uuid, ForeignKey(import_job.c.id, ondelete="CASCADE"), primary_key=True),
    Column("line", BigInteger, primary_key=True, autoincrement=False),
    Column("data", JSONB, nullable=True, comment="the row; of a rejected one as it was given, or null"),
    Column("errors", JSONB, nullable=True, comment="[{pointer, detail}, ...]; null: not rejected"),
    Index("ix_import_row_rejected", "job", "line", postgresql_where=text("errors IS NOT NULL")),
)

import_piece = Table(
    "import_piece",
    metadata,
    Column("job", Uuid, ForeignKey(import_job.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    comment="a file until it is read",
)

import_outcome = Table(
    "import_outcome",
    metadata,
    Column("job", Uuid, ForeignKey(import_job.c.id, ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("line", BigInteger, nullable=False),
    Column("is_new", Boolean, nullable=False),
    Column(
        "fields",
        ARRAY(Text),
        nullable=True,
        comment="those that are different; null: the row changed nothing",
    ),
    Index("ix_import_outcome_changes", "job", "line", postgresql_where=text("fields IS NOT NULL")),
)

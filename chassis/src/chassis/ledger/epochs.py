"""Epochs: a restored database begins a new one, and every reader that meets it reads anew."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.base.identifiers import new_id
from chassis.base.tables import ledger_head

FINGERPRINT = """
    SELECT format('%s/%s/%s/%s', s.system_identifier,
                  CAST(CAST('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8) AS bit(32)) AS int),
                  d.oid, CAST(CAST('chassis.ledger_head' AS regclass) AS oid))
    FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()
"""
"""Its second part is the timeline, read from the name of the log file that is written now: in what the last
checkpoint noted, it is the former one for minutes after a standby was promoted."""


async def renew_epoch(connection: AsyncConnection, *, force: bool = False) -> bool:
    """Begin a new epoch if this database is not the one that the epoch was made in; returns whether it did.

    A database is known by its cluster's identifier, its timeline (a restore to a point in time starts a new
    one), its own object id and the one of the head's table (a restored dump makes the table anew). A copy of
    the files themselves looks the same: after such a restore, `force`.
    """
    fingerprint = (await connection.execute(text(FINGERPRINT))).scalar_one()
    former = (await connection.execute(select(ledger_head.c.epoch))).scalar_one_or_none()
    renew = text("SELECT chassis.ledger_renew_epoch(:epoch, :fingerprint, :force)")
    values = {"epoch": _epoch_after(former), "fingerprint": fingerprint, "force": force}
    return bool((await connection.execute(renew, values)).scalar_one())


def _epoch_after(former: UUID | None) -> UUID:
    """A new UUIDv7 that sorts after `former`, even if the clock stepped back: readers go by the greatest."""
    fresh = new_id()
    if former is None or fresh > former:
        return fresh
    random_bits = (1 << 80) - 1
    next_millisecond = (former.int >> 80) + 1
    return UUID(int=next_millisecond << 80 | fresh.int & random_bits)

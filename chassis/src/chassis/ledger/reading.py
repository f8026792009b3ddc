"""Reading what is public, and the heartbeat that says up to where that is everything."""

from sqlalchemy import text

from chassis.base.execution import Executor
from chassis.ledger.events import Envelope, Heartbeat


async def advance(connection: Executor, service: str) -> Heartbeat:
    """Move the ledger's time to now and say what stands before it: nothing later will get an earlier time."""
    head = (await connection.execute(text("SELECT * FROM chassis.ledger_advance()"))).one()
    return Heartbeat(
        source=service, epoch=head.epoch, time=head.time, sequence=head.sequence, hash=head.hash.hex()
    )


_READ_AFTER = text(
    """
    SELECT (SELECT epoch FROM chassis.ledger_head), sequence, time, id, type, subject, party, region,
           convert_to(data, 'UTF8'), correlation_id, causation_id, traceparent
    FROM chassis.ledger WHERE sequence > :sequence ORDER BY sequence LIMIT :limit
    """
)


async def read_after(connection: Executor, service: str, sequence: int, limit: int) -> list[Envelope]:
    """At most `limit` public events after `sequence`, in order, under the ledger's present epoch."""
    rows = await connection.execute(_READ_AFTER, {"sequence": sequence, "limit": limit})
    return [Envelope(service, *row) for row in rows]

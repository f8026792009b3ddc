"""Assemblies: agendas that are requested, and wait for their sources."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Transaction
from review.agendas.models import Assembly
from review.agendas.rules.record import SOURCES
from review.agendas.tables.agendas import AssemblyRow

_assembly = AssemblyRow.metadata.tables["review.assembly"]
_PENDING = text(
    """
    SELECT a.* FROM review.assembly a
    WHERE a.completed_at IS NULL AND cardinality(CAST(:sources AS text[])) = (
        SELECT count(*) FROM chassis.current_source s
        WHERE s.source = ANY (:sources) AND s.covered_time >= a.cut_at
    )
    ORDER BY a.cut_at LIMIT 1 FOR UPDATE SKIP LOCKED
    """
)


async def request(tx: Transaction, milestone_id: UUID, cut_at: datetime, reason: str) -> None:
    """Let an agenda be assembled as of `cut_at`; nothing happens when that is requested already."""
    row = {"milestone_id": milestone_id, "cut_at": cut_at, "reason": reason}
    requested = insert(_assembly).values(**row, traceparent=tx.origin.traceparent)
    await tx.execute(requested.on_conflict_do_nothing())


async def take_pending(tx: Transaction) -> Assembly | None:
    """An assembly whose sources are complete and that nobody else works on; locked until the end."""
    rows = await tx.execute(_PENDING, {"sources": list(SOURCES)})
    return next((Assembly(**row) for row in rows.mappings()), None)


async def lock(tx: Transaction, milestone_id: UUID, cut_at: datetime) -> Assembly | None:
    """One assembly, locked until the transaction ends."""
    here = (_assembly.c.milestone_id == milestone_id, _assembly.c.cut_at == cut_at)
    rows = await tx.execute(select(_assembly).where(*here).with_for_update())
    return next((Assembly(**row) for row in rows.mappings()), None)


async def complete(tx: Transaction, assembly: Assembly) -> None:
    """Note that the assembly waits no longer."""
    here = (_assembly.c.milestone_id == assembly.milestone_id, _assembly.c.cut_at == assembly.cut_at)
    await tx.execute(update(_assembly).where(*here).values(completed_at=func.clock_timestamp()))

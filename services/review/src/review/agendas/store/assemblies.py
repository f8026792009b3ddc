"""Assemblies: agendas that are requested, and wait for their sources."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.database import Transaction
from chassis.queues import Claimed, Queue
from chassis.queues import store as queue
from review.agendas.models import Assembly
from review.agendas.rules.record import SOURCES
from review.agendas.tables.agendas import AssemblyRow

_assembly = AssemblyRow.metadata.tables["review.assembly"]
ASSEMBLIES = Queue("assemblies", _assembly, ("milestone_id", "cut_at"), "cut_at", "completed_at")
_COMPLETE = text(
    """
    cardinality(CAST(:sources AS text[])) = (
        SELECT count(*) FROM chassis.current_source s
        WHERE s.source = ANY (:sources) AND s.covered_time >= review.assembly.cut_at
    )
    """
).bindparams(bindparam("sources", list(SOURCES), type_=ARRAY(Text)))
_FIELDS = tuple(field.name for field in fields(Assembly))


async def request(tx: Transaction, milestone_id: UUID, cut_at: datetime, reason: str) -> None:
    """Let an agenda be assembled as of `cut_at`; nothing happens when that is requested already."""
    row = {"milestone_id": milestone_id, "cut_at": cut_at, "reason": reason}
    requested = insert(_assembly).values(**row, traceparent=tx.origin.traceparent)
    await tx.execute(requested.on_conflict_do_nothing())


async def claim(tx: Transaction) -> Claimed[Assembly] | None:
    """An assembly whose sources are complete and that nobody else works on; locked until the end."""
    row = await queue.claim(tx, ASSEMBLIES, _COMPLETE)
    if row is None:
        return None
    assembly = _read(row)
    return Claimed(ASSEMBLIES, (assembly.milestone_id, assembly.cut_at), assembly)


async def lock(tx: Transaction, milestone_id: UUID, cut_at: datetime) -> Assembly | None:
    """One assembly, locked until the transaction ends."""
    here = (_assembly.c.milestone_id == milestone_id, _assembly.c.cut_at == cut_at)
    row = (await tx.execute(select(_assembly).where(*here).with_for_update())).one_or_none()
    return None if row is None else _read(row)


async def complete(tx: Transaction, assembly: Assembly) -> None:
    """Note that the assembly waits no longer."""
    here = (_assembly.c.milestone_id == assembly.milestone_id, _assembly.c.cut_at == assembly.cut_at)
    await tx.execute(update(_assembly).where(*here).values(completed_at=func.clock_timestamp()))


def _read(row: Row[Any]) -> Assembly:
    return Assembly(**{name: row._mapping[name] for name in _FIELDS})

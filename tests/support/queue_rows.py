"""Rows that wait, for every table that is a queue."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from chassis.base.identifiers import new_id
from chassis.base.tables import timer
from chassis.database import Transaction
from chassis.queues import Queue
from review.agendas.store.assemblies import ASSEMBLIES
from review.agendas.tables.agendas import AssemblyRow
from review.schedule.tables import Milestone

PAST = datetime(2020, 1, 1, tzinfo=UTC)


async def add(tx: Transaction, queue: Queue, place: int) -> str:
    """Let an item wait in `queue`, in this place; returns its subject."""
    make = {timer: _timer, ASSEMBLIES.table: _assembly}.get(queue.table)
    assert make is not None, f"no row of {queue.table} can be made: add how, above"
    return queue.subject(await make(tx, queue, PAST + timedelta(days=place)))


async def _timer(tx: Transaction, queue: Queue, due_at: datetime) -> tuple[Any, ...]:
    subject = f"{new_id()}/1"
    await tx.execute(insert(timer).values(kind=queue.kind, subject=subject, due_at=due_at))
    return (subject,)


async def _assembly(tx: Transaction, _: Queue, cut_at: datetime) -> tuple[Any, ...]:
    milestone: UUID = new_id()
    times = {"opens_at": cut_at - timedelta(days=1), "due_at": cut_at, "locks_at": cut_at}
    row = {"id": milestone, "reference": str(milestone), "title": "Reports", "framework": "GCM"}
    table = Milestone.metadata.tables["review.milestone"]
    await tx.execute(insert(table).values(**row, **times, version=1, time_zone="UTC", scope="all"))
    key = {"milestone_id": milestone, "cut_at": cut_at}
    assembly = AssemblyRow.metadata.tables["review.assembly"]
    await tx.execute(insert(assembly).values(**key, reason="the reporting deadline passed"))
    for source in ("registry", "commitments"):
        complete = text(
            "INSERT INTO chassis.source (source, epoch, covered_sequence, covered_time, covered_hash)"
            " VALUES (:source, '00000000-0000-7000-8000-000000000000', 1, now(), '') ON CONFLICT DO NOTHING"
        )
        await tx.execute(complete, {"source": source})
    return milestone, cut_at

"""Assemblies that wait, rule sets, and the versions of agendas."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from review.agendas.rules.record import SOURCES
from review.agendas.rules.rule_set import RuleSet
from review.agendas.tables.agendas import AgendaRow, Assembly, RuleSetRow


async def request_assembly(tx: Transaction, milestone_id: UUID, cut_at: datetime, reason: str) -> None:
    """Let an agenda be assembled as of `cut_at`; nothing happens when that is asked for already."""
    asked = {"milestone_id": milestone_id, "cut_at": cut_at, "reason": reason}
    row = {**asked, "traceparent": tx.origin.traceparent}
    await tx.execute(insert(Assembly).values(row).on_conflict_do_nothing())


async def take_pending(tx: Transaction) -> Assembly | None:
    """An assembly whose sources are complete and that nobody else works on; locked until the end."""
    ready = text(
        """
        SELECT a.milestone_id, a.cut_at FROM review.assembly a
        WHERE a.completed_at IS NULL AND cardinality(CAST(:sources AS text[])) = (
            SELECT count(*) FROM chassis.current_source s
            WHERE s.source = ANY (:sources) AND s.covered_time >= a.cut_at
        )
        ORDER BY a.cut_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """
    )
    row = (await tx.execute(ready, {"sources": list(SOURCES)})).one_or_none()
    return None if row is None else await tx.get(Assembly, (row.milestone_id, row.cut_at))


async def lock_assembly(tx: Transaction, milestone_id: UUID, cut_at: datetime) -> Assembly | None:
    """One assembly, locked until the transaction ends."""
    return await tx.get(Assembly, (milestone_id, cut_at), with_for_update=True)

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


async def newest_rule_set(session: Session, framework: str) -> RuleSet | None:
    """The newest published rule set for reviews of `framework`."""
    own = col(RuleSetRow.body)["framework"].astext == framework
    newest = select(RuleSetRow).where(own).order_by(col(RuleSetRow.version).desc()).limit(1)
    row = (await session.scalars(newest)).one_or_none()
    return None if row is None else RuleSet.model_validate(row.body)


async def rule_sets(session: Session) -> Sequence[RuleSetRow]:
    """All rule sets."""
    return (
        await session.scalars(select(RuleSetRow).order_by(col(RuleSetRow.code), col(RuleSetRow.version)))
    ).all()


async def publish_rule_set(tx: Transaction, row: dict[str, Any]) -> bool:
    """Store a rule set unless its version is there; returns whether it was stored."""
    wanted = insert(RuleSetRow).values(row).on_conflict_do_nothing().returning(col(RuleSetRow.code))
    return (await tx.execute(wanted)).one_or_none() is not None

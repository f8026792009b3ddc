"""All SQL of grants."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, select, text, update

from chassis.database import ReadSession, Transaction
from gateway.schema import metadata

_grant = metadata.tables["gateway.stream_grant"]
_now = func.clock_timestamp()
_in_force = and_(_grant.c.revoked_at.is_(None), _grant.c.expires_at > _now).label("in_force")


async def lock(tx: Transaction) -> None:
    """Keep other processes from granting until the transaction ends."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('gateway.stream_grant', 0))"))


async def grants(session: ReadSession | Transaction) -> Sequence[Row[Any]]:
    """All grants that ever were, the oldest first, and whether each is `in_force`."""
    return (await session.execute(select(_grant, _in_force).order_by(_grant.c.id))).all()


async def add(tx: Transaction, grant: Mapping[str, Any]) -> datetime:
    """Insert a grant; returns when that was."""
    added = insert(_grant).values(**grant, created_at=_now).returning(_grant.c.created_at)
    moment: datetime = (await tx.execute(added)).scalar_one()
    return moment


async def end(tx: Transaction, principal: str) -> Row[Any] | None:
    """End the principal's grant; `None` if there is none, or it has ended."""
    here = update(_grant).where(_grant.c.principal == principal, _grant.c.revoked_at.is_(None))
    return (await tx.execute(here.values(revoked_at=_now).returning(_grant))).one_or_none()


async def claim(tx: Transaction, grant_id: UUID) -> Row[Any]:
    """The grant, which nobody else changes or applies until the transaction ends."""
    wanted = select(_grant, _in_force).where(_grant.c.id == grant_id).with_for_update()
    return (await tx.execute(wanted)).one()

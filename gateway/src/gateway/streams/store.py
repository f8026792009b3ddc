"""All SQL of grants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, insert, select, text, update

from chassis.database import Session, Transaction
from gateway.streams.models import StreamGrant
from gateway.streams.tables import StreamGrantRow

_grant = StreamGrantRow.metadata.tables["gateway.stream_grant"]
_now = func.clock_timestamp()
_GRANT = (
    _grant.c.id,
    _grant.c.name,
    _grant.c.principal,
    _grant.c.topics,
    _grant.c.group_prefix,
    _grant.c.expires_at,
    _grant.c.revoked_at,
    and_(_grant.c.revoked_at.is_(None), _grant.c.expires_at > _now).label("in_force"),
)


async def lock(tx: Transaction) -> None:
    """Keep other processes from granting until the transaction ends."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('gateway.stream_grant', 0))"))


async def grants(session: Session) -> list[StreamGrant]:
    """All grants that ever were, the oldest first."""
    return [_read(row) for row in await session.execute(select(*_GRANT).order_by(_grant.c.id))]


async def add(tx: Transaction, grant: StreamGrant) -> datetime:
    """Insert a grant; returns when that was."""
    row = {
        "id": grant.id,
        "name": grant.name,
        "principal": grant.principal,
        "topics": list(grant.topics),
        "group_prefix": grant.group_prefix,
        "expires_at": grant.expires_at,
    }
    added = insert(_grant).values(**row, created_at=_now).returning(_grant.c.created_at)
    moment: datetime = (await tx.execute(added)).scalar_one()
    return moment


async def end(tx: Transaction, principal: str) -> StreamGrant | None:
    """End the principal's grant; `None` if there is none, or it has ended."""
    here = update(_grant).where(_grant.c.principal == principal, _grant.c.revoked_at.is_(None))
    row = (await tx.execute(here.values(revoked_at=_now).returning(*_GRANT))).one_or_none()
    return None if row is None else _read(row)


async def claim(tx: Transaction, grant_id: UUID) -> StreamGrant:
    """The grant, which nobody else changes or applies until the transaction ends."""
    wanted = select(*_GRANT).where(_grant.c.id == grant_id).with_for_update()
    return _read((await tx.execute(wanted)).one())


def _read(row: Row[Any]) -> StreamGrant:
    return StreamGrant(**{**row._mapping, "topics": tuple(row.topics)})

"""What is asked of actors besides what is asked of all entries."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text

from chassis.database import Transaction
from registry.store import Session


@dataclass(frozen=True, slots=True)
class Mark:
    """A code that belongs to one actor only."""

    scheme: str
    """`iso2`, `m49`, or `codes/<scheme>`."""
    code: str


_HOLDERS = text(
    """
    WITH mark AS (
        SELECT * FROM unnest(CAST(:schemes AS text[]), CAST(:codes AS text[])) AS mark (scheme, code)
    )
    SELECT scheme, mark.code, actor.code AS holder FROM mark JOIN registry.actor ON actor.iso2 = mark.code
    WHERE scheme = 'iso2'
    UNION ALL
    SELECT scheme, mark.code, actor.code AS holder FROM mark JOIN registry.actor ON actor.m49 = mark.code
    WHERE scheme = 'm49'
    UNION ALL
    SELECT scheme, mark.code, actor.code AS holder FROM mark JOIN registry.actor
        ON actor.codes @> jsonb_build_object(substr(scheme, 7), mark.code)
    WHERE starts_with(scheme, 'codes/')
    """
)
_FIND = text("SELECT code, kind, region FROM registry.actor WHERE code = :code")
_COMMITMENT_OF = text(
    """
    SELECT reference FROM registry.received_commitment WHERE party = :code OR parties @> ARRAY[:code] LIMIT 1
    """
)


async def find(session: Session, code: str) -> Row[Any] | None:
    """The `code`, `kind` and `region` of an actor, if there is one with this code."""
    found: Row[Any] | None = (await session.execute(_FIND, {"code": code})).one_or_none()
    return found


async def holders(tx: Transaction, marks: Collection[Mark]) -> dict[Mark, str]:
    """The code of the actor that has each of `marks`, as far as one has."""
    if not marks:
        return {}
    values = {"schemes": [mark.scheme for mark in marks], "codes": [mark.code for mark in marks]}
    return {Mark(row.scheme, row.code): row.holder for row in await tx.execute(_HOLDERS, values)}


async def commitment_of(session: Session, code: str) -> str | None:
    """The reference of a commitment of the actor, if there is one."""
    reference: str | None = (await session.execute(_COMMITMENT_OF, {"code": code})).scalar_one_or_none()
    return reference

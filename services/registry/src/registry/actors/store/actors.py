"""Actors beyond what all entries have: which is known by a code, and whose a mark is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import text

from chassis.database import Session, Transaction


@dataclass(frozen=True, slots=True)
class Mark:
    """A code that belongs to one actor only."""

    scheme: str
    """`iso2`, `m49`, or `codes/<scheme>`."""
    code: str


class FoundActor(NamedTuple):
    """An actor, as others look at it."""

    code: str
    kind: str
    region: str | None
    """The regional commission in whose review it is counted."""


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


async def find(session: Session, code: str) -> FoundActor | None:
    """The actor with this code, if there is one."""
    row = (await session.execute(_FIND, {"code": code})).one_or_none()
    return None if row is None else FoundActor._make(row)


async def holders(tx: Transaction, marks: Collection[Mark]) -> dict[Mark, str]:
    """The code of the actor that has each of `marks`, as far as one has."""
    if not marks:
        return {}
    values = {"schemes": [mark.scheme for mark in marks], "codes": [mark.code for mark in marks]}
    return {Mark(row.scheme, row.code): row.holder for row in await tx.execute(_HOLDERS, values)}

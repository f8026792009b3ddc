"""Who belongs to what since when, and who stands above whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import text

from chassis.database import Session, Transaction
from chassis.resources.collections.terms import in_force
from registry.actors.rules.terms import Term

Pair = tuple[str, str]
"""The codes of a grouping and an actor."""

_TERMS = text(
    """
    SELECT code, grouping, actor, valid_from, valid_until, source, as_of
    FROM registry.membership WHERE actor = ANY (:actors) ORDER BY code
    """
)
_GROUPINGS = text("SELECT code, groupings FROM registry.actor WHERE code = ANY (:actors)")
_OUTDATED = text(
    f"""
    SELECT to_jsonb(actor) || jsonb_build_object('version', version + 1, 'groupings', today.groupings)
    FROM registry.actor, LATERAL (
        SELECT ARRAY(
            SELECT grouping FROM registry.membership
            WHERE membership.actor = actor.code
              AND {in_force("clock_timestamp()::date")}
            ORDER BY grouping
        ) AS groupings
    ) today
    WHERE code = ANY (:actors) AND (:always OR NOT (
        actor.groupings @> today.groupings AND actor.groupings <@ today.groupings))
    """
)
_RIGHT_ABOVE = """
    SELECT parent AS above FROM registry.actor WHERE actor.code = low.code AND parent IS NOT NULL
    UNION ALL
    SELECT grouping FROM registry.membership
    WHERE membership.actor = low.code AND (valid_until IS NULL OR valid_until > current_date)
"""
_ABOVE = text(
    f"""
    WITH RECURSIVE low (code) AS (
        SELECT unnest(CAST(:codes AS text[]))
        UNION SELECT high.above FROM low, LATERAL ({_RIGHT_ABOVE}) high
    )
    SELECT low.code, high.above FROM low, LATERAL ({_RIGHT_ABOVE}) high
    """
)


async def terms(session: Session, actors: Collection[str]) -> Mapping[Pair, Sequence[Term]]:
    """All terms of the memberships of `actors`, by grouping and actor."""
    found: dict[Pair, list[Term]] = defaultdict(list)
    for row in (await session.execute(_TERMS, {"actors": list(actors)})).all():
        found[row.grouping, row.actor].append(Term(**row._mapping))
    return found


async def groupings(session: Session, actors: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The groupings of today of those of `actors` that are known."""
    rows = await session.execute(_GROUPINGS, {"actors": list(actors)})
    return {row.code: row.groupings for row in rows}


async def outdated(tx: Transaction, actors: Collection[str], *, always: bool) -> Sequence[dict[str, Any]]:
    """Rows of those of `actors` that belong to other groupings now than is stored, as they have to be.

    `always`: of all of them.
    """
    values = {"actors": list(actors), "always": always}
    return (await tx.execute(_OUTDATED, values)).scalars().all()


async def above(session: Session, codes: Collection[str]) -> dict[str, set[str]]:
    """What stands right above each of `codes` and above all that stands over them, now or later."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in await session.execute(_ABOVE, {"codes": list(codes)}):
        found[row.code].add(row.above)
    return found

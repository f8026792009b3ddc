"""What a commitment refers to: goals, parties, and definitions."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from chassis.database import Transaction
from commitments.definitions.store import KNOWN_DEFINITIONS
from commitments.parties.store import NEWEST_PARTIES

Goals = Mapping[tuple[str, str], UUID]
"""Goal ids by the codes of framework and goal."""


class Referred(NamedTuple):
    """Those of the goals, parties and definitions that are known."""

    goals: Goals
    regions: Mapping[str, str | None]
    """The region of each party."""
    definitions: Collection[str]


_REFERRED = text(
    f"""
    SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_array(f.code, g.code, g.id)), '[]')
         FROM commitments.goal g JOIN commitments.framework f ON f.id = g.framework_id
         WHERE f.code = ANY (:frameworks) AND g.code = ANY (:goals)) AS goals,
        (SELECT coalesce(jsonb_object_agg(code, region), '{{}}') FROM ({NEWEST_PARTIES}) party) AS regions,
        (SELECT coalesce(jsonb_agg(code), '[]') FROM ({KNOWN_DEFINITIONS}) definition) AS definitions
    """
)


async def referred(
    tx: Transaction,
    goals: Collection[tuple[str, str]],
    parties: Collection[str] = (),
    definitions: Collection[str] = (),
) -> Referred:
    """What is known of `goals`, by the codes of framework and goal, of `parties` and `definitions`.

    One statement.
    """
    values = {
        "frameworks": [framework for framework, _ in goals],
        "goals": [goal for _, goal in goals],
        "codes": list(parties),
        "definitions": list(definitions),
    }
    row = (await tx.execute(_REFERRED, values)).one()
    known_goals = {(framework, goal): UUID(known) for framework, goal, known in row.goals}
    return Referred(known_goals, row.regions, row.definitions)

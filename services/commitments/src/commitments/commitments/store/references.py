"""What a commitment refers to: goals, and parties."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from chassis.database import Transaction
from commitments.parties.store import NEWEST_PARTIES

Goals = Mapping[tuple[str, str], UUID]
"""Goal ids by the codes of framework and goal."""


class Referred(NamedTuple):
    """Those of the goals and parties that are known."""

    goals: Goals
    regions: Mapping[str, str | None]
    """The region of each party."""


_REFERRED = text(
    f"""
    SELECT
        (SELECT coalesce(jsonb_agg(jsonb_build_array(f.code, g.code, g.id)), '[]')
         FROM commitments.goal g JOIN commitments.framework f ON f.id = g.framework_id
         WHERE f.code = ANY (:frameworks) AND g.code = ANY (:goals)) AS goals,
        (SELECT coalesce(jsonb_object_agg(code, region), '{{}}') FROM ({NEWEST_PARTIES}) party) AS regions
    """
)


async def referred(tx: Transaction, goals: Collection[tuple[str, str]], parties: Collection[str]) -> Referred:
    """What is known of `goals`, named by the codes of framework and goal, and of `parties`: one statement."""
    values = {
        "frameworks": [framework for framework, _ in goals],
        "goals": [goal for _, goal in goals],
        "codes": list(parties),
    }
    row = (await tx.execute(_REFERRED, values)).one()
    return Referred({(framework, goal): UUID(known) for framework, goal, known in row.goals}, row.regions)

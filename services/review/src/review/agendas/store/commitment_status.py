"""The status of commitments at a time: by goal, how far measured, and which of them need attention.

As of a cut: what is counted now, and of the commitments that changed since, what they were instead of what
they are. So reading costs what has changed since and what needs attention, and not what there is. Each join
finds its rows by an index, so that the plan is good even before the tables have statistics.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import text

from chassis.database import Session
from review.agendas.rules.record import Coverage, Need, Unmeasured
from review.agendas.store.validity import in_force

NOW = "timestamptz 'infinity'"


def _each(query: str) -> str:
    """A join with `query` for each row on its left: OFFSET 0 keeps the planner from reading it as a whole."""
    return f"LATERAL ({query} OFFSET 0)"


_COMMITMENT = "SELECT * FROM review.received_commitment c WHERE c.commitment_id = these.id AND "
_ALIGNMENTS = "SELECT * FROM review.received_alignment a WHERE a.epoch = c.epoch AND a.sequence = c.sequence"
_INDICATORS = "SELECT * FROM review.received_indicator i WHERE i.epoch = c.epoch AND i.sequence = c.sequence"
_SERVING = f"""
    SELECT framework, array_agg(DISTINCT degree::text) AS degrees FROM ({_ALIGNMENTS}) a GROUP BY 1
"""
_PROGRESS = """
    SELECT * FROM review.received_progress p
    WHERE p.epoch = c.epoch AND p.commitment_id = c.commitment_id AND
"""
_MEASURED = """
    SELECT * FROM review.received_coverage m WHERE m.epoch = i.epoch AND m.indicator_id = i.indicator_id AND
"""


def aligned(these: str, at: str) -> str:
    """The commitments `these` at a time, once under each of their goals, with their computed status."""
    return f"""
        SELECT c.epoch, a.framework, a.goal, a.degree, coalesce(p.status, 'unable_to_assess') AS status
        FROM {these}
        JOIN {_each(_COMMITMENT + in_force("c", at))} c ON true
        JOIN {_each(_ALIGNMENTS)} a ON true
        LEFT JOIN {_each(_PROGRESS + in_force("p", at))} p ON true
    """


def measured(these: str, at: str) -> str:
    """How far the indicators of `these` were measured at a time, once for each framework that they serve."""
    return f"""
        SELECT c.epoch, c.commitment_id, c.party, serving.framework, serving.degrees, count(*) AS indicators,
               count(*) FILTER (WHERE m.points > 0) AS with_data,
               count(*) FILTER (WHERE m.by_sex) AS by_sex, count(*) FILTER (WHERE m.by_age) AS by_age
        FROM {these}
        JOIN {_each(_COMMITMENT + in_force("c", at))} c ON true
        JOIN {_each(_SERVING)} serving ON true
        JOIN {_each(_INDICATORS)} i ON true
        LEFT JOIN {_each(_MEASURED + in_force("m", at))} m ON true
        GROUP BY 1, 2, 3, 4, 5
    """


_CHANGED = """
    changed AS MATERIALIZED (
        SELECT commitment_id AS id FROM review.received_commitment WHERE epoch = :epoch AND time >= :cut
        UNION SELECT commitment_id FROM review.received_progress WHERE epoch = :epoch AND time >= :cut
        UNION SELECT commitment_id FROM review.received_coverage WHERE epoch = :epoch AND time >= :cut
    )
"""
_OF = """
    SELECT * FROM review.received_commitment c
    WHERE c.commitment_id = {0}.commitment_id AND c.epoch = {0}.epoch AND
"""
_HERE = "epoch = :epoch AND framework = :framework"
_ALIGNED_THEN, _ALIGNED_NOW = (aligned("changed these", at) for at in (":cut", NOW))
_MEASURED_THEN, _MEASURED_NOW = (measured("changed these", at) for at in (":cut", NOW))
_STATUSES = text(
    f"""
    WITH {_CHANGED}
    SELECT goal, status, sum(commitments)::int AS commitments FROM (
        SELECT epoch, framework, goal, degree, status, commitments FROM review.commitment_count
        UNION ALL SELECT *, -1 FROM ({_ALIGNED_NOW}) here
        UNION ALL SELECT *, 1 FROM ({_ALIGNED_THEN}) there
    ) counts
    WHERE {_HERE} AND degree = ANY (:degrees) GROUP BY 1, 2 HAVING sum(commitments) > 0
    """
)
_FIGURES = "indicators, with_data, by_sex, by_age"
_COVERAGE = text(
    f"""
    WITH {_CHANGED}
    SELECT coalesce(region, 'none') AS region, sum(indicators)::int AS indicators,
           sum(with_data)::int AS with_data, sum(by_sex)::int AS by_sex, sum(by_age)::int AS by_age
    FROM (
        SELECT epoch, framework, degrees, party, {_FIGURES} FROM review.indicator_count
        UNION ALL SELECT epoch, framework, degrees, party, -indicators, -with_data, -by_sex, -by_age
        FROM ({_MEASURED_NOW}) here
        UNION ALL SELECT epoch, framework, degrees, party, {_FIGURES} FROM ({_MEASURED_THEN}) there
    ) counts
    LEFT JOIN review.expected_party asked ON asked.milestone_id = :milestone AND asked.party = counts.party
    WHERE {_HERE} AND degrees && CAST(:degrees AS text[])
    GROUP BY 1 HAVING sum(indicators) > 0 ORDER BY 1
    """
)
# Many rows: the database writes them as JSON, which becomes records without a detour.
_EVIDENCE = """
    json_build_object(
        'source', 'commitments', 'sequence', {}.sequence, 'href', '/v1/commitments/' || c.commitment_id
    )
"""
_UNMEASURED = text(
    f"""
    WITH {_CHANGED}
    SELECT coalesce(json_agg(json_build_object(
        'commitment', c.commitment_id, 'reference', c.reference, 'title', c.title, 'party', c.party,
        'indicators', found.indicators, 'evidence', {_EVIDENCE.format("c")}
    )), '[]')::text
    FROM (
        SELECT epoch, commitment_id, framework, degrees, indicators FROM review.unmeasured
        WHERE NOT EXISTS (SELECT FROM changed WHERE id = commitment_id)
        UNION ALL SELECT epoch, commitment_id, framework, degrees, indicators - with_data
        FROM ({_MEASURED_THEN}) there WHERE indicators > with_data
    ) found
    JOIN {_each(_OF.format("found") + in_force("c", ":cut"))} c ON true
    WHERE found.epoch = :epoch AND found.framework = :framework
      AND found.degrees && CAST(:degrees AS text[])
    """
)
_NEEDS = text(
    f"""
    SELECT coalesce(json_agg(json_build_object(
        'goal', a.goal, 'commitment', c.commitment_id, 'reference', c.reference, 'title', c.title,
        'party', c.party, 'status', p.status, 'score', p.score, 'evidence', {_EVIDENCE.format("p")}
    )), '[]')::text
    FROM review.received_progress p
    JOIN {_each(_OF.format("p") + in_force("c", ":cut"))} c ON true
    JOIN {_each(_ALIGNMENTS)} a ON a.framework = :framework AND a.degree = ANY (:degrees)
    WHERE p.epoch = :epoch AND p.status = ANY (:attention) AND {in_force("p", ":cut")}
    """
)
_read_needs = TypeAdapter(tuple[Need, ...]).validate_json
_read_unmeasured = TypeAdapter(tuple[Unmeasured, ...]).validate_json
Wanted = Mapping[str, Any]
"""The parameters of these queries: epoch, cut, milestone, its framework, and the rule set's degrees."""


async def statuses(session: Session, wanted: Wanted) -> dict[str, dict[str, int]]:
    """Commitments by goal and computed status."""
    found: dict[str, dict[str, int]] = {}
    for row in await session.execute(_STATUSES, wanted):
        found.setdefault(row.goal, {})[row.status] = row.commitments
    return found


async def needs(session: Session, wanted: Wanted) -> tuple[Need, ...]:
    """Commitments whose computed status needs attention, once under each of their goals."""
    return _read_needs((await session.execute(_NEEDS, wanted)).scalar_one())


async def coverage(session: Session, wanted: Wanted) -> tuple[Coverage, ...]:
    """How far indicators are measured, by the region that counts the party for the milestone."""
    return tuple(Coverage(**row) for row in (await session.execute(_COVERAGE, wanted)).mappings())


async def unmeasured(session: Session, wanted: Wanted) -> tuple[Unmeasured, ...]:
    """Commitments with indicators that have no data, and with how many."""
    return _read_unmeasured((await session.execute(_UNMEASURED, wanted)).scalar_one())

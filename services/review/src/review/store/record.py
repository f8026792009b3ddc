"""The record as of a cut: everything that was public before a time, under the epochs in force."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import RowMapping

from chassis.database import ReadSession, Transaction
from review.rules.record import (
    Coverage,
    Cut,
    Evidence,
    Goal,
    Need,
    Record,
    Report,
    RuleSet,
    Unmeasured,
    Voice,
)
from review.store.milestones import expected
from review.tables import Milestone

Session = ReadSession | Transaction
SOURCES = ("commitments", "registry")

_CUTS = text(
    """
    SELECT source, epoch::text AS epoch, covered_sequence AS sequence, covered_time AS time,
           encode(covered_hash, 'hex') AS hash, covered_time >= :cut AS complete
    FROM chassis.current_source WHERE source = ANY (:sources) AND covered_time IS NOT NULL ORDER BY source
    """
)


async def cuts(session: Session, cut: datetime) -> list[Cut]:
    """Up to where each source is complete, and whether that is beyond `cut`."""
    rows = await session.execute(_CUTS, {"cut": cut, "sources": list(SOURCES)})
    return [Cut.model_validate(dict(row)) for row in rows.mappings()]


_NEWEST = """
    WITH epoch AS (SELECT epoch FROM chassis.current_source WHERE source = 'commitments'),
    commitment AS (
        SELECT DISTINCT ON (c.commitment_id) c.* FROM review.received_commitment c JOIN epoch USING (epoch)
        WHERE c.time < :cut ORDER BY c.commitment_id, c.sequence DESC
    ),
    progress AS (
        SELECT DISTINCT ON (p.commitment_id) p.* FROM review.received_progress p JOIN epoch USING (epoch)
        WHERE p.time < :cut ORDER BY p.commitment_id, p.sequence DESC
    ),
    aligned AS (
        SELECT c.*, a.goal FROM commitment c JOIN review.received_alignment a USING (epoch, sequence)
        WHERE a.framework = :framework AND a.degree = ANY (:degrees)
    )
"""
_STATUSES = text(
    _NEWEST
    + """
    SELECT a.goal, coalesce(p.status, 'unable_to_assess') AS status, count(*) AS commitments
    FROM aligned a LEFT JOIN progress p USING (commitment_id) GROUP BY 1, 2
    """
)
_NEEDS = text(
    _NEWEST
    + """
    SELECT a.goal, a.commitment_id::text AS commitment, a.reference, a.title, a.party, p.status, p.score,
           p.sequence
    FROM aligned a JOIN progress p USING (commitment_id) WHERE p.status = ANY (:attention)
    """
)
_MEASURED = """
    , measured AS (
        SELECT c.*, i.indicator_id, m.points, m.by_sex, m.by_age
        FROM commitment c JOIN review.received_indicator i USING (epoch, sequence)
        LEFT JOIN (
            SELECT DISTINCT ON (o.indicator_id) o.* FROM review.received_coverage o JOIN epoch USING (epoch)
            WHERE o.time < :cut ORDER BY o.indicator_id, o.sequence DESC
        ) m USING (indicator_id)
        WHERE EXISTS (SELECT FROM aligned a WHERE a.commitment_id = c.commitment_id)
    )
"""
_COVERAGE = text(
    _NEWEST
    + _MEASURED
    + """
    SELECT coalesce(r.region, 'none') AS region, count(*) AS indicators,
           count(*) FILTER (WHERE m.points > 0) AS with_data,
           count(*) FILTER (WHERE m.by_sex) AS by_sex, count(*) FILTER (WHERE m.by_age) AS by_age
    FROM measured m LEFT JOIN review.expected_party r ON r.milestone_id = :milestone AND r.party = m.party
    GROUP BY 1 ORDER BY 1
    """
)
_UNMEASURED = text(
    _NEWEST
    + _MEASURED
    + """
    SELECT commitment_id::text AS commitment, reference, title, party, sequence, count(*) AS indicators
    FROM measured WHERE coalesce(points, 0) = 0 GROUP BY 1, 2, 3, 4, 5
    """
)
_GOALS = text(
    """
    SELECT DISTINCT ON (g.code) g.goal_id::text AS goal_id, g.code, g.title, g.sequence
    FROM review.received_goal g
    JOIN chassis.current_source s ON s.source = 'commitments' AND s.epoch = g.epoch
    WHERE g.framework = :framework AND g.time < :cut ORDER BY g.code, g.sequence DESC
    """
)
_REPORTS = text(
    """
    SELECT DISTINCT ON (r.party) r.*, min(r.time) OVER (PARTITION BY r.party) AS first_time
    FROM review.received_report r
    JOIN chassis.current_source s ON s.source = 'commitments' AND s.epoch = r.epoch
    WHERE r.milestone_id = :milestone AND r.time < :cut ORDER BY r.party, r.sequence DESC
    """
)
_OPENED = text(
    """
    SELECT sequence FROM chassis.ledger
    WHERE subject = :milestone AND type = 'compact.milestone.opened.v1' ORDER BY position LIMIT 1
    """
)


async def record_at(session: Session, milestone: Milestone, rule_set: RuleSet, cut: datetime) -> Record:
    """The record of `milestone` as it stood just before `cut`."""
    values = {
        "cut": cut,
        "milestone": milestone.id,
        "framework": milestone.framework,
        "degrees": list(rule_set.degrees),
        "attention": list(rule_set.attention),
    }

    async def rows(query: Any) -> Iterable[RowMapping]:
        wanted = {name: values[name] for name in query._bindparams}
        return (await session.execute(query, wanted)).mappings().all()

    reports = list(await rows(_REPORTS))
    opened = (await session.execute(_OPENED, {"milestone": str(milestone.id)})).scalar_one()
    statuses: dict[str, dict[str, int]] = {}
    for row in await rows(_STATUSES):
        statuses.setdefault(row["goal"], {})[row["status"]] = row["commitments"]
    return Record(
        milestone=str(milestone.id),
        milestone_evidence=Evidence(source="review", sequence=opened, href=f"/v1/milestones/{milestone.id}"),
        due_at=milestone.due_at,
        as_of=cut,
        expected=tuple(await expected(session, milestone.id, cut)),
        reports=tuple(_report(row) for row in reports),
        goals=tuple(
            Goal(code=row["code"], title=row["title"], evidence=_seen(row, "/v1/goals/", row["goal_id"]))
            for row in await rows(_GOALS)
        ),
        statuses=statuses,
        needs=tuple(Need(**_with_evidence(row)) for row in await rows(_NEEDS)),
        voices=tuple(voice for row in reports for voice in _voices(row)),
        coverage=tuple(Coverage(**row) for row in await rows(_COVERAGE)),
        unmeasured=tuple(Unmeasured(**_with_evidence(row)) for row in await rows(_UNMEASURED)),
        cuts=tuple(await cuts(session, cut)),
    )


def _seen(row: RowMapping, path: str, identifier: str | UUID) -> Evidence:
    return Evidence(source="commitments", sequence=row["sequence"], href=f"{path}{identifier}")


def _with_evidence(row: RowMapping) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name != "sequence"}
    return {**fields, "evidence": _seen(row, "/v1/commitments/", row["commitment"])}


def _report(row: RowMapping) -> Report:
    evidence = _seen(row, "/v1/reports/", row["report_id"])
    return Report(party=row["party"], submitted_at=row["first_time"], evidence=evidence)


def _voices(row: RowMapping) -> Iterable[Voice]:
    evidence = _seen(row, "/v1/reports/", row["report_id"])
    said: tuple[tuple[Literal["challenge", "practice"], Any], ...]
    said = (("challenge", row["challenges"]), ("practice", row["practices"]))
    for kind, told in said:
        for one in told:
            words = ": ".join(part for part in (one.get("title"), one["text"]) if part)
            yield Voice(kind=kind, goal=one["goal"], party=row["party"], text=words, evidence=evidence)

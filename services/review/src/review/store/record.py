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


# Versions in force at the cut. Each join finds its rows by an index, so that the plan is good even before the
# tables have statistics: a deadline may pass right after a large import.
_ALIGNED = """
    FROM review.received_commitment c
    JOIN review.received_alignment a
      ON a.epoch = c.epoch AND a.sequence = c.sequence
     AND a.framework = :framework AND a.degree = ANY (:degrees)
    {} JOIN review.received_progress p
      ON p.epoch = c.epoch AND p.commitment_id = c.commitment_id AND p.time < :cut AND p.valid_until >= :cut
    WHERE c.epoch = (SELECT epoch FROM chassis.current_source WHERE source = 'commitments')
      AND c.time < :cut AND c.valid_until >= :cut
"""
_STATUSES = text(
    "SELECT a.goal, coalesce(p.status, 'unable_to_assess') AS status, count(*) AS commitments"
    + _ALIGNED.format("LEFT")
    + "GROUP BY 1, 2"
)
_NEEDS = text(
    "SELECT a.goal, c.commitment_id::text AS commitment, c.reference, c.title, c.party,"
    " p.status, p.score, p.sequence" + _ALIGNED.format("") + "AND p.status = ANY (:attention)"
)
_MEASURED = """
    FROM review.received_commitment c
    JOIN review.received_indicator i ON i.epoch = c.epoch AND i.sequence = c.sequence
    LEFT JOIN review.received_coverage m
      ON m.epoch = i.epoch AND m.indicator_id = i.indicator_id AND m.time < :cut AND m.valid_until >= :cut
    LEFT JOIN review.expected_party r ON r.milestone_id = :milestone AND r.party = c.party
    WHERE c.epoch = (SELECT epoch FROM chassis.current_source WHERE source = 'commitments')
      AND c.time < :cut AND c.valid_until >= :cut
      AND EXISTS (
          SELECT FROM review.received_alignment a
          WHERE a.epoch = c.epoch AND a.sequence = c.sequence
            AND a.framework = :framework AND a.degree = ANY (:degrees)
      )
"""
_COVERAGE = text(
    """
    SELECT coalesce(r.region, 'none') AS region, count(*) AS indicators,
           count(*) FILTER (WHERE m.points > 0) AS with_data,
           count(*) FILTER (WHERE m.by_sex) AS by_sex, count(*) FILTER (WHERE m.by_age) AS by_age
    """
    + _MEASURED
    + "GROUP BY 1 ORDER BY 1"
)
_UNMEASURED = text(
    "SELECT c.commitment_id::text AS commitment, c.reference, c.title, c.party, c.sequence,"
    " count(*) AS indicators" + _MEASURED + "AND coalesce(m.points, 0) = 0 GROUP BY 1, 2, 3, 4, 5"
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
        return (await session.execute(query, values)).mappings().all()

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

"""The record as of a cut: everything that was public before a time, under the epochs in force."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.engine import RowMapping

from chassis.database import Session
from review.agendas.rules.fact import Evidence
from review.agendas.rules.record import SOURCES, Cut, Goal, Record, Report, Voice
from review.agendas.rules.rule_set import RuleSet
from review.agendas.store import commitment_status, registry_facts
from review.schedule.models import MilestoneBody
from review.submissions.store import expected

_SOURCES = text(
    """
    SELECT source, epoch, covered_sequence AS sequence, covered_time AS time,
           encode(covered_hash, 'hex') AS hash, covered_time >= :cut AS complete
    FROM chassis.current_source WHERE source = ANY (:sources) ORDER BY source
    """
)
LATE = timedelta(seconds=10)
"""By which a source that is not silent is behind at most: it sends a heartbeat each second."""
_COVERED = text(
    """
    SELECT min(covered_time) AS covered, clock_timestamp() AS now,
           count(covered_time) = cardinality(CAST(:sources AS text[]))
               AND min(covered_time) > clock_timestamp() - CAST(:late AS interval) AS is_complete
    FROM chassis.current_source WHERE source = ANY (:sources)
    """
)
_GOALS = text(
    """
    SELECT DISTINCT ON (g.code) g.goal_id::text AS goal_id, g.code, g.title, g.sequence
    FROM review.received_goal g
    WHERE g.epoch = :epoch AND g.framework = :framework AND g.time < :cut ORDER BY g.code, g.sequence DESC
    """
)
_REPORTS = text(
    """
    SELECT DISTINCT ON (r.party) r.*, min(r.time) OVER (PARTITION BY r.party) AS first_time
    FROM review.received_report r
    WHERE r.epoch = :epoch AND r.milestone_id = :milestone AND r.time < :cut ORDER BY r.party, r.sequence DESC
    """
)
_OPENED = text(
    """
    SELECT sequence FROM chassis.ledger
    WHERE subject = :milestone AND type = 'compact.milestone.opened.v1' ORDER BY position LIMIT 1
    """
)


async def record_at(session: Session, milestone: MilestoneBody, rule_set: RuleSet, cut: datetime) -> Record:
    """The record of `milestone` as it stood just before `cut`, under the epochs in force now."""
    sources = await _rows(session, _SOURCES, {"cut": cut, "sources": list(SOURCES)})
    epochs = {row["source"]: row["epoch"] for row in sources}
    epoch = epochs.get("commitments")
    of_commitments = {
        "cut": cut,
        "epoch": epoch,
        "milestone": milestone.id,
        "framework": milestone.framework,
        "degrees": list(rule_set.degrees),
        "attention": list(rule_set.attention),
    }
    of_registry = {**of_commitments, "epoch": epochs.get("registry")}
    reports = await _rows(session, _REPORTS, of_commitments)
    opened = (await session.execute(_OPENED, {"milestone": str(milestone.id)})).scalar_one()
    return Record(
        milestone=str(milestone.id),
        milestone_evidence=Evidence(source="review", sequence=opened, href=f"/v1/milestones/{milestone.id}"),
        due_at=milestone.due_at,
        as_of=cut,
        expected=tuple(await expected(session, milestone.id, cut, epoch)),
        reports=tuple(_report(row) for row in reports),
        goals=tuple(_goal(row) for row in await _rows(session, _GOALS, of_commitments)),
        statuses=await commitment_status.statuses(session, of_commitments),
        needs=await commitment_status.needs(session, of_commitments),
        voices=tuple(voice for row in reports for voice in _voices(row)),
        coverage=await commitment_status.coverage(session, of_commitments),
        unmeasured=await commitment_status.unmeasured(session, of_commitments),
        findings=await registry_facts.findings(session, of_registry),
        gap_analysis=await registry_facts.gap_analysis(session, of_registry),
        regional_reviews=await registry_facts.regional_reviews(session, of_registry),
        cuts=tuple(_cut(row) for row in sources if row["time"] is not None),
    )


async def latest_cut(session: Session) -> datetime:
    """Up to when all sources are complete; now, if one has been silent for longer than they are ever late."""
    row = (await session.execute(_COVERED, {"sources": list(SOURCES), "late": LATE})).one()
    cut: datetime = row.covered if row.is_complete else row.now
    return cut


async def _rows(session: Session, query: TextClause, values: dict[str, Any]) -> list[RowMapping]:
    return list((await session.execute(query, values)).mappings())


def _cut(row: RowMapping) -> Cut:
    return Cut(**{**row, "epoch": str(row["epoch"])})


def _goal(row: RowMapping) -> Goal:
    evidence = _evidence(row, "/v1/goals/", row["goal_id"])
    return Goal(code=row["code"], title=row["title"], evidence=evidence)


def _evidence(row: RowMapping, path: str, identifier: str | UUID) -> Evidence:
    return Evidence(source="commitments", sequence=row["sequence"], href=f"{path}{identifier}")


def _report(row: RowMapping) -> Report:
    evidence = _evidence(row, "/v1/reports/", row["report_id"])
    return Report(party=row["party"], submitted_at=row["first_time"], evidence=evidence)


def _voices(row: RowMapping) -> Iterable[Voice]:
    evidence = _evidence(row, "/v1/reports/", row["report_id"])
    parts: tuple[tuple[Literal["challenge", "practice"], Any], ...]
    parts = (("challenge", row["challenges"]), ("practice", row["practices"]))
    for kind, passages in parts:
        for one in passages:
            passage = ": ".join(part for part in (one.get("title"), one["text"]) if part)
            yield Voice(kind=kind, goal=one["goal"], party=row["party"], text=passage, evidence=evidence)

"""What the registry had published just before a cut: findings, the gap analysis, regional reviews."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import text
from sqlalchemy.engine import RowMapping

from chassis.database import Session
from review.agendas.rules.fact import Evidence
from review.agendas.rules.registry_facts import (
    Finding,
    GapAnalysis,
    GapCounts,
    LowUptake,
    ReviewEntry,
    UncoveredTheme,
    UnrecordedImplementation,
)
from review.agendas.store.validity import in_force

Wanted = Mapping[str, Any]
"""The parameters of these queries: the registry's epoch, the cut, the milestone and its framework."""


def _there(version: str, identifier: str) -> str:
    """Whether the `version` was in force just before the cut, and its entry not removed."""
    return f"""
        {version}.epoch = :epoch AND {in_force(version, ":cut")} AND NOT EXISTS (
            SELECT FROM review.received_removal gone
            WHERE gone.entry_id = {version}.{identifier} AND gone.epoch = {version}.epoch
              AND gone.sequence > {version}.sequence AND gone.time < :cut
        )
    """


def _evidence(version: str, path: str) -> str:
    return f"""
        json_build_object('source', 'registry', 'sequence', {version}.sequence,
                          'href', '{path}' || {version}.code) AS evidence
    """


_FINDINGS = text(
    f"""
    SELECT coalesce(json_agg(found), '[]')::text FROM (
        SELECT f.code, f.kind, f.state, f.title, f.text, f.instrument, f.status, f.opened_on, f.reply,
               {_evidence("f", "/v1/findings/")}
        FROM review.received_finding f
        WHERE f.epoch = :epoch AND f.status IN ('open', 'replied') AND {in_force("f", ":cut")}
    ) found
    """
)
_GAP_ANALYSIS = text(
    """
    SELECT * FROM review.received_gap_analysis
    WHERE epoch = :epoch AND time < :cut ORDER BY sequence DESC LIMIT 1
    """
)
_REGIONAL_REVIEWS = text(
    f"""
    WITH party AS (
        SELECT asked.party AS code, known.groupings
        FROM review.expected_party asked
        LEFT JOIN LATERAL (
            SELECT a.groupings FROM review.received_actor a
            WHERE a.code = asked.party AND a.epoch = :epoch AND a.time < :cut ORDER BY a.sequence DESC LIMIT 1
        ) known ON true
        WHERE asked.milestone_id = :milestone
    )
    SELECT coalesce(json_agg(found), '[]')::text FROM (
        SELECT i.code, i.title, coalesce(p.name, i.process) AS process, p.grouping, i.planned_on, i.held_on,
               i.summary, i.link, {_evidence("i", "/v1/programme-items/")},
               ARRAY (
                   SELECT party.code FROM party
                   WHERE CASE WHEN i.states <> '{{}}' THEN party.code = ANY (i.states)
                              ELSE party.code = ANY (p.members) OR p.grouping = ANY (party.groupings) END
                   ORDER BY party.code
               ) AS parties
        FROM review.received_programme_item i
        LEFT JOIN LATERAL (
            SELECT p.* FROM review.received_process p
            WHERE p.code = i.process AND {_there("p", "process_id")} ORDER BY p.sequence DESC LIMIT 1
        ) p ON true
        WHERE i.kind = 'regional_review' AND i.framework = :framework AND {_there("i", "item_id")}
    ) found
    """
)
_read_findings = TypeAdapter(tuple[Finding, ...]).validate_json
_read_reviews = TypeAdapter(tuple[ReviewEntry, ...]).validate_json


async def findings(session: Session, wanted: Wanted) -> tuple[Finding, ...]:
    """Findings that were not closed, each with the reply to it."""
    return _read_findings((await session.execute(_FINDINGS, wanted)).scalar_one())


async def gap_analysis(session: Session, wanted: Wanted) -> GapAnalysis | None:
    """The newest gap analysis, if one had been published."""
    row = (await session.execute(_GAP_ANALYSIS, wanted)).mappings().one_or_none()
    if row is None:
        return None
    return GapAnalysis(
        version=row["version"],
        computed_at=row["computed_at"],
        counts=GapCounts(**row["counts"]),
        gaps=(
            *(UncoveredTheme(**_linked(row, one)) for one in row["uncovered_themes"]),
            *(LowUptake(**_linked(row, one)) for one in row["low_uptake"]),
            *(UnrecordedImplementation(**_linked(row, one)) for one in row["not_implemented"]),
        ),
    )


def _linked(analysis: RowMapping, gap: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `gap`, its link as evidence: the row of the analysis, and the gap's own page."""
    href = gap["href"]
    evidence = Evidence(source="registry", sequence=analysis["sequence"], href=href)
    return {name: value for name, value in gap.items() if name != "href"} | {"evidence": evidence}


async def regional_reviews(session: Session, wanted: Wanted) -> tuple[ReviewEntry, ...]:
    """The regional reviews of the framework, planned or held, with the expected parties that took part."""
    return _read_reviews((await session.execute(_REGIONAL_REVIEWS, wanted)).scalar_one())

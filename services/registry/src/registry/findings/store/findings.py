"""Findings: writing them with their history, and reading what somebody may read of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from chassis.database import Session, Transaction
from chassis.http.pages import Paging
from chassis.resources.collections import listing, recording
from chassis.resources.collections.listing import Restriction
from registry.catalogue.store.collections import collection_of
from registry.findings import tables
from registry.findings.rules.findings import Finding
from registry.findings.rules.pressures import Cause
from registry.schema import table_of

_findings = collection_of(table_of(tables.Finding))


class Reader(NamedTuple):
    """Who reads: the public, the State concerned, who reported it, or a reviewer."""

    party: str | None
    client: str
    reviewer: bool


_VISIBLE = """
    (entry.published_at IS NOT NULL OR entry.state = :party OR entry.reported_by = :client
     OR CAST(:reviewer AS boolean))
"""
_HAS_STATUS = """
    CASE WHEN entry.dismissed_at IS NOT NULL THEN 'dismissed'
         WHEN entry.closed_at IS NOT NULL THEN 'closed'
         WHEN entry.replied_at IS NOT NULL THEN 'replied'
         WHEN entry.published_at IS NULL THEN 'raised'
         ELSE 'open' END = :status
"""


async def save(tx: Transaction, findings: Sequence[Finding]) -> None:
    """Insert findings, or replace those with the same `id`; each version stays in the history."""
    await recording.write(tx, _findings, [finding.model_dump() for finding in findings])


async def one(session: Session, code: str, reader: Reader, as_of: datetime | None) -> Finding | None:
    """The finding with `code`, if `reader` may read it."""
    row = await listing.one(session, _findings, code, as_of, Restriction((_VISIBLE,), reader._asdict()))
    return None if row is None else Finding.model_validate_json(row)


async def some(
    session: Session,
    paging: Paging,
    reader: Reader,
    filters: Mapping[str, Any],
    sort: str,
    as_of: datetime | None,
) -> list[Finding]:
    """A page of the findings that `reader` may read, with one too many when there is a next page.

    `filters`: columns; and `status`, which follows from several.
    """
    columns = {name: value for name, value in filters.items() if name != "status"}
    restriction = Restriction((_VISIBLE,), reader._asdict())
    if "status" in filters:
        status = {"status": filters["status"]}
        restriction = Restriction((*restriction.conditions, _HAS_STATUS), {**restriction.values, **status})
    rows = await listing.some(session, _findings, paging, columns, sort, as_of, restriction)
    return [Finding.model_validate_json(row) for row in rows]


_KNOWN_CAUSES = text(
    """
    SELECT kind, record, occasion
    FROM unnest(CAST(:kinds AS text[]), CAST(:records AS text[]), CAST(:occasions AS text[]))
        AS cause (kind, record, occasion)
    WHERE EXISTS (
        SELECT FROM registry.finding
        WHERE finding.kind = cause.kind AND finding.record = cause.record
          AND (finding.occasion = cause.occasion
               OR (finding.dismissed_at IS NULL AND finding.closed_at IS NULL))
    )
    """
)


async def known_causes(tx: Transaction, causes: Sequence[Cause]) -> set[Cause]:
    """Those of `causes` that have raised a finding, or whose record has an unsettled one of the kind."""
    values = {f"{name}s": [getattr(cause, name) for cause in causes] for name in Cause._fields}
    return {Cause(row.kind, row.record, row.occasion) for row in await tx.execute(_KNOWN_CAUSES, values)}


_LAST_NUMBER = text(
    """
    SELECT coalesce(max(CAST(split_part(code, '-', 3) AS integer)), 0) FROM registry.finding
    WHERE starts_with(code, :beginning)
    """
)


async def last_number(tx: Transaction, year: int) -> int:
    """The number of the finding that was raised last in `year`; 0 before the first."""
    number: int = (await tx.execute(_LAST_NUMBER, {"beginning": f"F-{year}-"})).scalar_one()
    return number

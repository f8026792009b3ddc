"""Findings: writing them with their history, and reading what somebody may read of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Text, TextClause, text

from chassis.database import Transaction
from chassis.pages import OPEN_END, Paging, cursor_values
from registry.rules.findings import Finding
from registry.rules.pressures import Cause
from registry.store import Session, catalogue
from registry.tables import metadata

_finding = metadata.tables["registry.finding"]


class Reader(NamedTuple):
    """Who reads: the public, the State concerned, who reported it, or a reviewer."""

    party: str | None
    client: str
    reviewer: bool


_VISIBLE = """
    (finding.published_at IS NOT NULL OR finding.state = :party OR finding.reported_by = :client
     OR CAST(:reviewer AS boolean))
"""
_STATUS = """
    CASE WHEN finding.dismissed_at IS NOT NULL THEN 'dismissed'
         WHEN finding.closed_at IS NOT NULL THEN 'closed'
         WHEN finding.replied_at IS NOT NULL THEN 'replied'
         WHEN finding.published_at IS NULL THEN 'raised'
         ELSE 'open' END
"""
_CONDITIONS: Mapping[str, str] = {
    "state": "finding.state = :state",
    "kind": "finding.kind = :kind",
    "status": f"{_STATUS} = :status",
    "instrument": "finding.instrument = :instrument",
    "theme": "finding.themes @> ARRAY[CAST(:theme AS text)]",
    "goal": "finding.goals @> ARRAY[CAST(:goal AS text)]",
}
_KEYS: Mapping[str, Sequence[str]] = {
    "code": ("finding.code",),
    "opened_on": (f"coalesce(finding.opened_on, DATE '{OPEN_END}')", "finding.code"),
}
_AFTER: Mapping[str, str] = {
    "code": "CAST(:after_0 AS text)",
    "opened_on": "CAST(:after_0 AS date), CAST(:after_1 AS text)",
}
_KINDS: Mapping[str, Sequence[Any]] = {"code": (Text(),), "opened_on": (Date(), Text())}
_NOW = "registry.finding"
_THEN = """(
    SELECT was.* FROM registry.revision, jsonb_populate_record(CAST(NULL AS registry.finding), document) was
    WHERE noun = 'finding' AND recorded_at <= :as_of AND superseded_at > :as_of
)"""


async def save(tx: Transaction, findings: Sequence[Finding]) -> None:
    """Insert findings, or replace those with the same `id`; each version stays in the history."""
    await catalogue.keep(tx, _finding, [finding.model_dump() for finding in findings])


async def one(session: Session, code: str, reader: Reader, as_of: datetime | None) -> Finding | None:
    """The finding with `code`, if `reader` may read it."""
    values = {"code": code, **_asked(reader, as_of)}
    row = (await session.execute(_one(as_of is not None), values)).scalar_one_or_none()
    return None if row is None else Finding.model_validate_json(row)


async def some(
    session: Session,
    paging: Paging,
    reader: Reader,
    filters: Mapping[str, Any],
    sort: str,
    as_of: datetime | None,
) -> list[Finding]:
    """A page of the findings that `reader` may read, with one too many when there is a next page."""
    key, falling = sort.removeprefix("-"), sort.startswith("-")
    values: dict[str, Any] = {**filters, **_asked(reader, as_of), "limit": paging.limit + 1}
    for position, value in enumerate(cursor_values(paging, *_KINDS[key]) or ()):
        values[f"after_{position}"] = value
    statement = _some(tuple(filters), key, falling, paging.after is not None, as_of is not None)
    rows = (await session.execute(statement, values)).scalars()
    return [Finding.model_validate_json(row) for row in rows]


@cache
def _one(historic: bool) -> TextClause:
    source = _THEN if historic else _NOW
    return text(
        f"SELECT row_to_json(finding)::text FROM {source} finding WHERE finding.code = :code AND {_VISIBLE}"
    )


@cache
def _some(filters: tuple[str, ...], key: str, falling: bool, later: bool, historic: bool) -> TextClause:
    keys, source = _KEYS[key], _THEN if historic else _NOW
    conditions = [_VISIBLE, *(_CONDITIONS[name] for name in filters)]
    if later:
        compared = ", ".join(keys)
        conditions.append(f"({compared}) {'<' if falling else '>'} ({_AFTER[key]})")
    order = ", ".join(f"{one} {'DESC' if falling else 'ASC'}" for one in keys)
    return text(
        f"""
        SELECT row_to_json(finding)::text FROM {source} finding
        WHERE {" AND ".join(conditions)} ORDER BY {order} LIMIT :limit
        """
    )


def _asked(reader: Reader, as_of: datetime | None) -> dict[str, Any]:
    return reader._asdict() if as_of is None else {**reader._asdict(), "as_of": as_of}


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

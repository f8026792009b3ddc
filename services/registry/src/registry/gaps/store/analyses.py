"""The versions of the gap analysis, their parts, and the marks of what has changed since the last."""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import Row, text

from chassis.database import Session, Transaction
from chassis.http.pages import Paging
from registry.gaps.rules.analysis import Analysis, Counts
from registry.gaps.rules.parts import Figures, InstrumentFigures, PartKind, Share, ThemeFigures

FAST = 1
"""The least effort of compression: documents repeat themselves so much that more gains little."""
PartKey = tuple[PartKind, str]
"""Kind and code of a part."""


class Basis(NamedTuple):
    """What all parts were computed with."""

    method: str
    day: date
    states: str


class StoredPart(NamedTuple):
    """A part as it is kept."""

    kind: PartKind
    code: str
    digest: str
    figures: str
    shares: Mapping[str, Any]
    document: str


class ListedPart(NamedTuple):
    """A part of a version, as it is shown beside the others."""

    figures: Figures
    digest: str
    share: Share | None
    """Of an instrument: its figures in the region or grouping that was asked for."""


_BASIS = text("SELECT method, day, states FROM registry.gap_basis")
_REPLACE_BASIS = text(
    """
    INSERT INTO registry.gap_basis (id, method, day, states) VALUES (1, :method, :day, :states)
    ON CONFLICT (id) DO UPDATE SET method = excluded.method, day = excluded.day, states = excluded.states
    """
)
_ANALYSES = """
    SELECT version, id, computed_at, day, method, low_uptake_below, digest, counts FROM registry.gap_analysis
"""
_NEWEST = text(f"{_ANALYSES} ORDER BY version DESC LIMIT 1")
_ONE = text(f"{_ANALYSES} WHERE version = :version")
_SOME = text(f"{_ANALYSES} WHERE version > :after ORDER BY version LIMIT :limit")
_SAVE = text(
    """
    INSERT INTO registry.gap_analysis
        (version, id, computed_at, day, method, low_uptake_below, digest, counts)
    VALUES (:version, :id, :computed_at, :day, :method, :low_uptake_below, :digest,
        CAST(CAST(:counts AS text) AS jsonb))
    """
)
_LISTED = text("SELECT kind, code, digest FROM registry.gap_listing WHERE until IS NULL")
_END = text(
    """
    UPDATE registry.gap_listing listing SET until = :version
    FROM unnest(CAST(:kinds AS text[]), CAST(:codes AS text[])) ended (kind, code)
    WHERE listing.kind = ended.kind AND listing.code = ended.code AND until IS NULL
    """
)
_ADD = text(
    """
    WITH new AS MATERIALIZED (
        SELECT * FROM unnest(
            CAST(:kinds AS text[]), CAST(:codes AS text[]), CAST(:digests AS text[]),
            CAST(:figures AS text[]), CAST(:shares AS text[]), CAST(:documents AS bytea[])
        ) part (kind, code, digest, figures, shares, document)
    ), added AS (
        INSERT INTO registry.gap_part (kind, code, digest, figures, shares, document)
        SELECT kind, code, digest, figures, CAST(shares AS jsonb), document FROM new ON CONFLICT DO NOTHING
    )
    INSERT INTO registry.gap_listing (kind, code, since, digest) SELECT kind, code, :version, digest FROM new
    """
)
_OF_VERSION = "since <= :version AND (until IS NULL OR until > :version)"
_FIGURES = text(
    f"""
    SELECT kind, figures, digest, shares #>> CAST(:share AS text[]) AS share
    FROM registry.gap_listing listing JOIN registry.gap_part part USING (kind, code, digest)
    WHERE {_OF_VERSION} ORDER BY kind, code
    """
)
_PART = text(
    f"""
    SELECT digest, document FROM registry.gap_listing listing
    JOIN registry.gap_part part USING (kind, code, digest)
    WHERE listing.kind = :kind AND listing.code = :code AND {_OF_VERSION}
    """
)


async def replace_basis(tx: Transaction, basis: Basis) -> Basis | None:
    """Note what all parts are computed with from now on; returns what it was before."""
    before = (await tx.execute(_BASIS)).one_or_none()
    known = Basis._make(before) if before else None
    if known != basis:
        await tx.execute(_REPLACE_BASIS, basis._asdict())
    return known


async def find(session: Session, version: int | None = None) -> Analysis | None:
    """A version; the newest when none is named."""
    wanted, values = (_NEWEST, {}) if version is None else (_ONE, {"version": version})
    row = (await session.execute(wanted, values)).one_or_none()
    return _analysis(row) if row else None


async def some(session: Session, paging: Paging, after: int) -> list[Analysis]:
    """A page of versions, the first first, with one too many when there is a next page."""
    rows = (await session.execute(_SOME, {"after": after, "limit": paging.limit + 1})).all()
    return [_analysis(row) for row in rows]


def _analysis(row: Row[Any]) -> Analysis:
    return Analysis._make(row)._replace(counts=Counts.model_validate(row.counts))


async def save(tx: Transaction, analysis: Analysis) -> None:
    """Add a version."""
    await tx.execute(_SAVE, {**analysis._asdict(), "counts": analysis.counts.model_dump_json()})


async def listed(tx: Transaction) -> dict[PartKey, str]:
    """The parts of the newest version, each with its digest."""
    return {(row.kind, row.code): row.digest for row in (await tx.execute(_LISTED)).all()}


async def replace(
    tx: Transaction, version: int, parts: Sequence[StoredPart], gone: Collection[PartKey]
) -> None:
    """Let `parts` take the place of those of the same kind and code from `version` on; let `gone` end."""
    ended = sorted({*gone, *((part.kind, part.code) for part in parts)})
    keys = {"kinds": [kind for kind, _ in ended], "codes": [code for _, code in ended]}
    await tx.execute(_END, {"version": version, **keys})
    columns = {f"{name}s": [getattr(part, name) for part in parts] for name in ("kind", "code", "digest")}
    shown = {
        "documents": [zlib.compress(part.document.encode(), FAST) for part in parts],
        "figures": [part.figures for part in parts],
        "shares": [to_json(part.shares).decode() for part in parts],
    }
    await tx.execute(_ADD, {"version": version, **columns, **shown})


async def figures(session: Session, version: int, share: tuple[str, str] | None = None) -> list[ListedPart]:
    """The parts of a version by kind and code, with their figures in a region or grouping: kind and code."""
    values = {"version": version, "share": list(share or ("", ""))}
    return list(_listed((await session.execute(_FIGURES, values)).all()))


def _listed(rows: Sequence[Row[Any]]) -> Iterator[ListedPart]:
    for row in rows:
        kind = ThemeFigures if row.kind == "theme" else InstrumentFigures
        share = Share.model_validate_json(row.share) if row.share else None
        yield ListedPart(kind.model_validate_json(row.figures), row.digest, share)


async def part(session: Session, version: int, kind: PartKind, code: str) -> tuple[str, str] | None:
    """The digest and the document of a part of a version."""
    values = {"version": version, "kind": kind, "code": code}
    row = (await session.execute(_PART, values)).one_or_none()
    return (row.digest, zlib.decompress(row.document).decode()) if row else None

"""Reading the gap analysis: its versions, what is in one, and each part with what it rests on."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

from chassis.database import Session
from chassis.http.pages import Paging
from chassis.problems import InvalidError
from registry.catalogue.errors import EntryNotFoundError
from registry.gaps.rules.analysis import Analysis
from registry.gaps.rules.parts import InstrumentFigures, PartKind, ThemeFigures
from registry.gaps.store import analyses as store
from registry.gaps.store.analyses import ListedPart

Version = int | Literal["latest"]
F = TypeVar("F", ThemeFigures, InstrumentFigures)


class Document(NamedTuple):
    """A part as it was computed, and the digest of its text."""

    version: int
    digest: str
    text: str


async def find(session: Session, version: Version) -> Analysis:
    """A version. Raises `EntryNotFoundError`."""
    analysis = await store.find(session, None if version == "latest" else version)
    if analysis is None:
        raise EntryNotFoundError("gap analysis", str(version))
    return analysis


async def some(session: Session, paging: Paging) -> list[Analysis]:
    """A page of versions, the first first, with one too many when there is a next page."""
    after = paging.after or (0,)
    if len(after) != 1 or not isinstance(after[0], int) or not 0 <= after[0] < 2**31:
        raise InvalidError.at("?cursor", "not a cursor of this list")
    return await store.some(session, paging, after[0])


async def parts(
    session: Session, analysis: Analysis, region: str | None, grouping: str | None
) -> Sequence[ListedPart]:
    """All parts of a version, instruments with their figures in one region or one grouping.

    Raises `InvalidError` when both are named.
    """
    if region is not None and grouping is not None:
        raise InvalidError.at("?grouping", "name a region or a grouping, not both")
    if grouping is not None:
        return await store.figures(session, analysis.version, ("grouping", grouping))
    return await store.figures(session, analysis.version, ("region", region) if region else None)


async def part(session: Session, version: Version, kind: PartKind, code: str) -> Document:
    """A part of a version, whole. Raises `EntryNotFoundError`."""
    analysis = await find(session, version)
    found = await store.part(session, analysis.version, kind, code)
    if found is None:
        raise EntryNotFoundError(f"{kind} in gap analysis {analysis.version}", code)
    digest, document = found
    return Document(analysis.version, digest, document)


async def figures(session: Session, version: Version, kind: type[F]) -> list[F]:
    """The figures of all parts of one kind, by code. Raises `EntryNotFoundError`."""
    analysis = await find(session, version)
    listed = await store.figures(session, analysis.version)
    found = [one.figures for one in listed if isinstance(one.figures, kind)]
    return sorted(found, key=lambda one: one.code)

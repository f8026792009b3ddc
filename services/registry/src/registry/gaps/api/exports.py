"""`/v1/gap-analyses/{version}/...:export`: the figures of a version as a table."""

from collections.abc import Sequence
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from chassis.database import ReadSession
from chassis.http.operation import Operation
from chassis.identity import Anyone
from chassis.resources.bulk import EXPORT_RESPONSES, ExportFormat, export_response
from chassis.resources.bulk.exporter import Key
from registry.gaps import reading
from registry.gaps.api.analyses import Version
from registry.gaps.rules.parts import Figures, InstrumentFigures, ThemeFigures

router = APIRouter(tags=["gap analyses"], route_class=Operation)
F = TypeVar("F", ThemeFigures, InstrumentFigures)


@router.get(
    "/v1/gap-analyses/{version}/themes:export",
    operation_id="export_theme_coverage",
    summary="Export how themes are covered",
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_theme_coverage(
    _: Anyone, request: Request, version: Version, form: ExportFormat
) -> Response:
    """A row for each theme, by code."""
    return await _export(request, version, form, ThemeFigures, "theme-coverage")


@router.get(
    "/v1/gap-analyses/{version}/instruments:export",
    operation_id="export_instrument_uptake",
    summary="Export the uptake of instruments",
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_instrument_uptake(
    _: Anyone, request: Request, version: Version, form: ExportFormat
) -> Response:
    """A row for each instrument, by code."""
    return await _export(request, version, form, InstrumentFigures, "instrument-uptake")


async def _export(
    request: Request, version: Version, form: ExportFormat, row: type[F], name: str
) -> Response:
    rows: list[F] = []

    async def pages(session: ReadSession, after: Key | None, limit: int) -> Sequence[F]:
        if after is None:  # one version is read, though a newer one may come while it is sent
            rows.extend(await reading.figures(session, version, row))
        return [one for one in rows if after is None or one.code > after[0]][:limit]

    return await export_response(request, form, row, pages, key=_code, name=name)


def _code(row: Figures) -> Key:
    return (row.code,)

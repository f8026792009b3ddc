"""`/v1/gap-analyses`: what the rules of the world lack, version by version, and what each figure rests on."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from chassis.http.idempotency import WriteOnce
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import Anyone, Principal, requires
from chassis.values import Key, PartyCode
from registry.gaps import computing, reading
from registry.gaps.models import (
    GapAnalysisBody,
    GapAnalysisVersion,
    InstrumentInAnalysis,
    InstrumentPartBody,
    ThemeInAnalysis,
    ThemePartBody,
)
from registry.gaps.publication import path
from registry.gaps.rules.analysis import Analysis
from registry.gaps.rules.parts import (
    InstrumentPart,
    ThemeFigures,
    ThemePart,
)

router = APIRouter(tags=["gap analyses"], route_class=Operation)

Analyst = Annotated[Principal, Depends(requires("gap-analyses:write"))]


def _version_of(given: str) -> int | str:
    if given == "latest":
        return given
    if not re.fullmatch("[1-9][0-9]{0,8}", given):
        raise PydanticCustomError("version", "must be the number of a version, or `latest`")
    return int(given)


Version = Annotated[
    int | Literal["latest"],
    BeforeValidator(_version_of),
    Path(description="A version, or the latest.", examples=["latest"]),
]
Code = Annotated[Key, Path(max_length=80)]
Region = Annotated[
    PartyCode | None, Query(description="Figures among the States counted in this region.", examples=["ECA"])
]
Grouping = Annotated[
    PartyCode | None, Query(description="Figures among the members of this grouping.", examples=["SIDS"])
]


@router.post(
    "/v1/gap-analyses",
    status_code=201,
    operation_id="compute_gap_analysis",
    summary="Compute the gap analysis",
    responses={
        200: {"model": GapAnalysisVersion, "description": "Nothing is different: the newest version."}
    },
)
async def compute_gap_analysis(
    _: Analyst, tx: WriteOnce, response: Response, tagged: Tagged
) -> GapAnalysisVersion:
    """Compute it now, from all that is recorded. Without a difference there is no new version."""
    analysis, is_new = await computing.compute(tx)
    response.status_code = 201 if is_new else 200
    return tagged(_version(analysis), location=path(analysis.version))


@router.get("/v1/gap-analyses", operation_id="list_gap_analyses", summary="List the versions")
async def list_gap_analyses(
    _: Anyone, session: Read, paging: Pages, request: Request, response: Response
) -> Page[GapAnalysisVersion]:
    """Every version is kept, the first one first."""
    found = await reading.some(session, paging)
    shown, cursor = page(found, paging, request, response, "version")
    return Page(items=[_version(one) for one in shown], next_cursor=cursor)


@router.get(
    "/v1/gap-analyses/{version}", operation_id="get_gap_analysis", summary="Read a version of the analysis"
)
async def get_gap_analysis(
    _: Anyone,
    session: Read,
    version: Version,
    tagged: Tagged,
    region: Region = None,
    grouping: Grouping = None,
) -> GapAnalysisBody:
    """All themes and instruments with their figures, each with a link to what these rest on."""
    analysis = await reading.find(session, version)
    parts = await reading.parts(session, analysis, region, grouping)
    themes: list[ThemeInAnalysis] = []
    instruments: list[InstrumentInAnalysis] = []
    for one in parts:
        figures = one.figures
        if isinstance(figures, ThemeFigures):
            where = f"{path(analysis.version)}/themes/{figures.code}"
            themes.append(ThemeInAnalysis(**dict(figures), digest=one.digest, href=where))
        else:
            where = f"{path(analysis.version)}/instruments/{figures.code}"
            instruments.append(
                InstrumentInAnalysis(**dict(figures), within=one.share, digest=one.digest, href=where)
            )
    return tagged(GapAnalysisBody(**dict(_version(analysis)), themes=themes, instruments=instruments))


@router.get(
    "/v1/gap-analyses/{version}/themes/{code}",
    operation_id="get_theme_coverage",
    summary="Read how a theme is covered",
)
async def get_theme_coverage(_: Anyone, session: Read, version: Version, code: Code) -> ThemePartBody:
    """The instruments and agreements that name the theme, and those of broader and narrower themes."""
    found = await reading.part(session, version, "theme", code)
    part = ThemePart.model_validate_json(found.text)
    return ThemePartBody(version=found.version, digest=found.digest, part=part)


@router.get(
    "/v1/gap-analyses/{version}/instruments/{code}",
    operation_id="get_instrument_uptake",
    summary="Read the uptake of an instrument",
)
async def get_instrument_uptake(_: Anyone, session: Read, version: Version, code: Code) -> InstrumentPartBody:
    """Its parties, by region and grouping and over the years, and what shows that they apply it."""
    found = await reading.part(session, version, "instrument", code)
    part = InstrumentPart.model_validate_json(found.text)
    return InstrumentPartBody(version=found.version, digest=found.digest, part=part)


def _version(analysis: Analysis) -> GapAnalysisVersion:
    return GapAnalysisVersion(**analysis._asdict(), href=path(analysis.version))

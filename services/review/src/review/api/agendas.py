"""`/v1/agendas`: what a meeting must talk about, in every version, with the evidence."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from chassis.http.idempotency import IdempotentRoute
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone
from chassis.problems.models import Instant, ResponseBody
from review import agendas
from review.rules.record import Agenda

router = APIRouter(tags=["agendas"], route_class=IdempotentRoute)


class AgendaVersion(ResponseBody):
    """A version of a meeting's agenda, without its content."""

    id: UUID
    meeting_id: UUID
    milestone_id: UUID
    version: int
    status: str
    complete: bool
    reason: str
    author: str
    rule_set: str
    cut_at: Instant
    assembled_at: Instant
    digest: str


class AgendaBody(AgendaVersion):
    """A version of a meeting's agenda. `agenda` is the document that `digest` was computed from."""

    agenda: dict[str, Any]


class RuleSetBody(ResponseBody):
    """A published rule set."""

    code: str
    version: int
    body: dict[str, Any]
    source: str
    as_of: str


@router.get("/v1/agendas/{agenda_id}", operation_id="get_agenda", summary="Read a version of an agenda")
async def get_agenda(who: Anyone, session: Read, agenda_id: UUID, response: Response) -> AgendaBody:
    """One version, with every record that it rests on."""
    return _body(await agendas.find(session, agenda_id), response)


@router.get(
    "/v1/meetings/{meeting_id}/agenda", operation_id="get_newest_agenda", summary="Read a meeting's agenda"
)
async def get_newest_agenda(who: Anyone, session: Read, meeting_id: UUID, response: Response) -> AgendaBody:
    """The newest version of a meeting's agenda."""
    return _body(await agendas.newest(session, meeting_id), response)


@router.get(
    "/v1/meetings/{meeting_id}/agendas",
    operation_id="list_agenda_versions",
    summary="List the versions of a meeting's agenda",
)
async def list_agenda_versions(
    who: Anyone, session: Read, meeting_id: UUID, paging: Pages, request: Request, response: Response
) -> Page[AgendaVersion]:
    """Every version is kept, the first one first."""
    found = await agendas.versions(session, meeting_id, paging)
    rows, cursor = page(found, paging, request, response, "version")
    return Page(items=[AgendaVersion.model_validate(row) for row in rows], next_cursor=cursor)


@router.get(
    "/v1/milestones/{milestone_id}/agenda:preview",
    operation_id="preview_agenda",
    summary="Preview a milestone's agenda",
)
async def preview_agenda(who: Anyone, session: Read, milestone_id: UUID) -> Agenda:
    """The agenda as it would be if the deadline were now. Nothing is stored."""
    return await agendas.preview(session, milestone_id)


@router.get("/v1/rule-sets", operation_id="list_rule_sets", summary="List the rule sets")
async def list_rule_sets(who: Anyone, session: Read) -> Page[RuleSetBody]:
    """By which rules agendas are assembled; what was published under a version does not change."""
    return Page(items=[RuleSetBody.model_validate(row) for row in await agendas.rule_sets(session)])


def _body(row: Any, response: Response) -> AgendaBody:
    told = AgendaVersion.model_validate(row)
    set_etag(response, told.version)
    return AgendaBody(**told.model_dump(), agenda=json.loads(row.document))

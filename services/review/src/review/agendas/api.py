"""`/v1/agendas`: what a meeting must discuss, in every version, with the evidence."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from chassis.http.idempotency import IdempotentRoute
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import set_etag
from chassis.http.session import Read
from chassis.identity import Anyone
from review.agendas import assembling, reading
from review.agendas.models import AgendaBody, AgendaVersion, RuleSetBody
from review.agendas.rules.record import Agenda

router = APIRouter(tags=["agendas"], route_class=IdempotentRoute)


@router.get("/v1/agendas/{agenda_id}", operation_id="get_agenda", summary="Read a version of an agenda")
async def get_agenda(who: Anyone, session: Read, agenda_id: UUID, response: Response) -> AgendaBody:
    """One version, with every record that it rests on."""
    agenda = await reading.find(session, agenda_id)
    set_etag(response, agenda.version)
    return agenda


@router.get(
    "/v1/meetings/{meeting_id}/agenda", operation_id="get_newest_agenda", summary="Read a meeting's agenda"
)
async def get_newest_agenda(who: Anyone, session: Read, meeting_id: UUID, response: Response) -> AgendaBody:
    """The newest version of a meeting's agenda."""
    agenda = await reading.newest(session, meeting_id)
    set_etag(response, agenda.version)
    return agenda


@router.get(
    "/v1/meetings/{meeting_id}/agendas",
    operation_id="list_agenda_versions",
    summary="List the versions of a meeting's agenda",
)
async def list_agenda_versions(
    who: Anyone, session: Read, meeting_id: UUID, paging: Pages, request: Request, response: Response
) -> Page[AgendaVersion]:
    """Every version is kept, the first one first."""
    found = await reading.versions_of(session, meeting_id, paging)
    versions, cursor = page(found, paging, request, response, "version")
    return Page(items=versions, next_cursor=cursor)


@router.get(
    "/v1/milestones/{milestone_id}/agenda:preview",
    operation_id="preview_agenda",
    summary="Preview a milestone's agenda",
)
async def preview_agenda(who: Anyone, session: Read, milestone_id: UUID) -> Agenda:
    """The agenda as it would be if the deadline were now. Nothing is stored."""
    return await assembling.preview(session, milestone_id)


@router.get("/v1/rule-sets", operation_id="list_rule_sets", summary="List the rule sets")
async def list_rule_sets(who: Anyone, session: Read) -> Page[RuleSetBody]:
    """By which rules agendas are assembled; what was published under a version does not change."""
    return Page(items=list(await reading.published_rule_sets(session)))

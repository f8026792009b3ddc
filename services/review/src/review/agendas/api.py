"""`/v1/agendas`: what a meeting must discuss, in every version, with the evidence."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import Tagged
from chassis.http.session import Read
from chassis.identity import ANONYMOUS, Anyone
from review.agendas import reading
from review.agendas.models import AgendaBody, AgendaVersion, RuleSetBody
from review.agendas.previewing import Previews
from review.agendas.rules.record import Agenda


def _previews(request: Request) -> Previews:
    state = request.app.state
    if not hasattr(state, "previews"):
        state.previews = Previews(state.database)
    shared: Previews = state.previews
    return shared


Previewer = Annotated[Previews, Depends(_previews)]
router = APIRouter(tags=["agendas"], route_class=Operation)


@router.get("/v1/agendas/{agenda_id}", operation_id="get_agenda", summary="Read a version of an agenda")
async def get_agenda(who: Anyone, session: Read, agenda_id: UUID, tagged: Tagged) -> AgendaBody:
    """One version, with every record that it rests on."""
    return tagged(await reading.find(session, agenda_id))


@router.get(
    "/v1/meetings/{meeting_id}/agenda", operation_id="get_newest_agenda", summary="Read a meeting's agenda"
)
async def get_newest_agenda(who: Anyone, session: Read, meeting_id: UUID, tagged: Tagged) -> AgendaBody:
    """The newest version of a meeting's agenda."""
    return tagged(await reading.newest(session, meeting_id))


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
    response_model=Agenda,
)
async def preview_agenda(who: Anyone, previews: Previewer, milestone_id: UUID) -> Response:
    """The agenda as it would be if the deadline were now. Nothing is stored.

    Without a token the answer may be some seconds old.
    """
    document = await (previews.shared(milestone_id) if who is ANONYMOUS else previews.fresh(milestone_id))
    return Response(document, media_type="application/json")


@router.get("/v1/rule-sets", operation_id="list_rule_sets", summary="List the rule sets")
async def list_rule_sets(who: Anyone, session: Read) -> Page[RuleSetBody]:
    """By which rules agendas are assembled; what was published under a version does not change."""
    return Page(items=list(await reading.published_rule_sets(session)))

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
from review.agendas import assembling as agendas
from review.agendas.rules.record import Agenda


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

"""Agendas, as they are stored and shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.problems.models import ResponseBody
from chassis.values import Instant


@dataclass(frozen=True, slots=True)
class Assembly:
    """An agenda that is to be assembled as of `cut_at`, as soon as the sources are complete up to then."""

    milestone_id: UUID
    cut_at: datetime
    reason: str
    completed_at: datetime | None
    traceparent: str | None
    """The W3C trace context of what asked for it."""
    attempts: int
    """How often it failed to be assembled."""


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

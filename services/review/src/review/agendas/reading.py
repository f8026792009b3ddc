"""Finding the versions of agendas, and the rule sets."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database import ReadSession
from chassis.http.pages import Paging
from review.agendas.errors import NoSuchAgendaError
from review.agendas.models import AgendaBody, AgendaVersion, RuleSetBody
from review.agendas.store import rule_sets, versions


async def find(session: ReadSession, agenda_id: UUID) -> AgendaBody:
    """One version of an agenda. Raises `NoSuchAgendaError`."""
    return _found(await versions.agenda(session, agenda_id))


async def newest(session: ReadSession, meeting_id: UUID) -> AgendaBody:
    """The newest version of a meeting's agenda. Raises `NoSuchAgendaError`."""
    return _found(await versions.newest_agenda(session, meeting_id))


async def versions_of(session: ReadSession, meeting_id: UUID, paging: Paging) -> Sequence[AgendaVersion]:
    """A page of the versions of a meeting's agenda, the first version first."""
    return await versions.versions(session, meeting_id, paging)


async def published_rule_sets(session: ReadSession) -> Sequence[RuleSetBody]:
    """All published rule sets."""
    return await rule_sets.published(session)


def _found(agenda: AgendaBody | None) -> AgendaBody:
    if agenda is None:
        raise NoSuchAgendaError("There is no such agenda, or none has been assembled yet.")
    return agenda

"""The wiring of the review service: its areas, and what follows a change in one for another."""

from chassis.messaging.event_router import EventRouter
from chassis.process.service import Service
from review.agendas import api as agendas
from review.agendas import events as agenda_events
from review.agendas.assembling import ASSEMBLING, assemble_after_patience
from review.agendas.hooks import PATIENCE_ENDS, check_frameworks, request_assemblies
from review.agendas.received import commitments, registry
from review.cli import load_reference
from review.meetings import api as meetings
from review.meetings import events as meeting_events
from review.parties import received as parties
from review.schedule import api as schedule
from review.schedule import events as schedule_events
from review.schedule.opening import OPENING
from review.schedule.passing import DEADLINE, DUE, EXTENSION_DUE, pass_deadline, pass_extension
from review.schema import metadata
from review.settings import Settings
from review.submissions import api as submissions
from review.submissions import received as reports

service = Service(
    name="review",
    title="Compact: reviews",
    settings=Settings,
    metadata=metadata,
    routers=[schedule.router, submissions.router, meetings.router, agendas.router],
    events=[*schedule_events.PUBLISHED, *meeting_events.PUBLISHED, *agenda_events.PUBLISHED],
    sources=("registry", "commitments"),
    event_router=EventRouter.joined(
        parties.event_router, reports.event_router, commitments.event_router, registry.event_router
    ),
    on_change={OPENING: [check_frameworks], DEADLINE: [request_assemblies]},
    queues=[ASSEMBLING],
    timers={
        DUE: pass_deadline,
        EXTENSION_DUE: pass_extension,
        PATIENCE_ENDS: assemble_after_patience,
    },
    commands=[load_reference],
)

"""The wiring of the review service: what it is made of, and nothing else."""

from chassis.process.service import Service
from review.agendas.assembling import complete_assemblies, lose_patience
from review.agendas import api as agendas
from review.meetings import api as meetings
from review.schedule import api as milestones
from review.cli import load_reference
from review.schedule.events import PUBLISHED
from review.schedule.passing import DUE, EXTENSION_DUE, pass_deadline, pass_extension
from review.agendas.hooks import PATIENCE
from review.received import event_router
from review.settings import Settings
from review.schema import metadata

service = Service(
    name="review",
    title="Compact: reviews",
    settings=Settings,
    metadata=metadata,
    routers=[milestones.router, meetings.router, agendas.router],
    events=PUBLISHED,
    sources=("registry", "commitments"),
    event_router=event_router,
    on_progress=[complete_assemblies],
    timers={DUE: pass_deadline, EXTENSION_DUE: pass_extension, PATIENCE: lose_patience},
    commands=[load_reference],
)

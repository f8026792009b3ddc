"""The wiring of the review service: what it is made of, and nothing else."""

from chassis.process.service import Service
from review.agendas import complete_assemblies, lose_patience
from review.api import agendas, meetings, milestones
from review.cli import load_reference
from review.events import PUBLISHED
from review.milestones import DUE, EXTENSION_DUE, PATIENCE, pass_deadline, pass_extension
from review.received import event_router
from review.settings import Settings
from review.tables import metadata

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

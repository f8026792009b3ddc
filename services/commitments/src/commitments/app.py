"""The wiring of the commitments service: what it is made of, and nothing else."""

from chassis.process.service import Service
from commitments.api import commitments, frameworks, observations, reports
from commitments.cli import load_reference
from commitments.events import PUBLISHED
from commitments.received import event_router
from commitments.settings import Settings
from commitments.tables import metadata

service = Service(
    name="commitments",
    title="Compact: commitments",
    settings=Settings,
    metadata=metadata,
    routers=[frameworks.router, commitments.router, observations.router, reports.router],
    events=PUBLISHED,
    sources=("registry", "review"),
    event_router=event_router,
    commands=[load_reference],
)

"""The wiring of the commitments service: what it is made of, and nothing else."""

from chassis.service import Service
from commitments.api import commitments, frameworks, observations, reports
from commitments.cli import load_reference
from commitments.events import PUBLISHED
from commitments.received import reception
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
    reception=reception,
    commands=[load_reference],
)

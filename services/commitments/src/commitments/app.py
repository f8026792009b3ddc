"""The wiring of the commitments service: its areas, and what follows a change in one for another."""

from chassis.messaging.event_router import EventRouter
from chassis.process.service import Service
from commitments.cli import load_reference
from commitments.commitments import api as commitments
from commitments.commitments import received as adoptions
from commitments.commitments.events import (
    CommitmentChanged,
    CommitmentExpired,
    CommitmentFulfilled,
    CommitmentPublished,
    CommitmentStarted,
    CommitmentWithdrawn,
)
from commitments.commitments.hooks import PUBLISHED
from commitments.commitments.keeping import expire
from commitments.commitments.publishing import EXPIRY
from commitments.definitions import received as definitions
from commitments.frameworks import api as frameworks
from commitments.frameworks.events import FrameworkPublished, GoalPublished
from commitments.observations import api as observations
from commitments.observations.events import ObservationsRecorded
from commitments.observations.hooks import MEASURED
from commitments.parties import received as parties
from commitments.progress import api as progress
from commitments.progress.computing import compute
from commitments.progress.events import ProgressComputed
from commitments.reports import api as reports
from commitments.reports import received as milestones
from commitments.reports.events import ReportAccepted, ReportReturned, ReportSubmitted
from commitments.schema import metadata
from commitments.settings import Settings

ON_CHANGE = {PUBLISHED: [compute], MEASURED: [compute]}

service = Service(
    name="commitments",
    title="Compact: commitments",
    settings=Settings,
    metadata=metadata,
    routers=[frameworks.router, commitments.router, progress.router, observations.router, reports.router],
    events=[
        FrameworkPublished,
        GoalPublished,
        CommitmentPublished,
        CommitmentChanged,
        CommitmentStarted,
        CommitmentFulfilled,
        CommitmentWithdrawn,
        CommitmentExpired,
        ObservationsRecorded,
        ProgressComputed,
        ReportSubmitted,
        ReportAccepted,
        ReportReturned,
    ],
    sources=("registry", "review"),
    event_router=EventRouter.joined(
        parties.event_router, definitions.event_router, milestones.event_router, adoptions.event_router
    ),
    timers={EXPIRY: expire},
    on_change=ON_CHANGE,
    commands=[load_reference(ON_CHANGE)],
)

"""The wiring of the registry service."""

from chassis.process.service import Service
from registry import events, memberships
from registry.api import (
    accreditations,
    findings,
    gap_analyses,
    gap_exports,
    groupings,
    practices,
    process_members,
    regional_reviews,
    search,
    standing,
)
from registry.api.catalogue import router_of
from registry.catalogue.events import EntryRemoved
from registry.catalogue.importing import importer_of
from registry.cli import load_reference
from registry.findings.events import FindingClosed, FindingOpened, FindingReplied
from registry.gaps.computing import compute_when_due
from registry.gaps.events import GapAnalysisPublished
from registry.gaps.marking import TIMER as GAP_ANALYSIS
from registry.nouns import NOUNS
from registry.received import event_router
from registry.settings import Settings
from registry.tables import metadata

service = Service(
    name="registry",
    title="Registry",
    settings=Settings,
    metadata=metadata,
    routers=[
        groupings.router,
        accreditations.router,
        practices.router,
        findings.router,
        gap_analyses.router,
        gap_exports.router,
        process_members.router,
        regional_reviews.router,
        search.router,
        standing.router,
        *(router_of(noun, NOUNS) for noun in NOUNS),
    ],
    events=[
        events.ActorRegistered,
        events.AccreditationGranted,
        events.AccreditationEnded,
        events.PracticeAdopted,
        FindingOpened,
        FindingReplied,
        FindingClosed,
        GapAnalysisPublished,
        *dict.fromkeys(noun.recorded for noun in NOUNS),
        EntryRemoved,
    ],
    sources=("commitments",),
    event_router=event_router,
    timers={GAP_ANALYSIS: compute_when_due, memberships.TURN: memberships.turn},
    importers=[importer_of(noun) for noun in NOUNS],
    commands=[load_reference],
)

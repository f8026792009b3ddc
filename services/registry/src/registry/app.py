"""The wiring of the registry: its areas, and what follows a change in one for another."""

from chassis.database import Hooks
from chassis.messaging.event_router import EventRouter
from chassis.process.service import Service
from registry.accreditation import api as accreditation
from registry.accreditation.events import AccreditationEnded, AccreditationGranted
from registry.actors import api as actors
from registry.actors import publication as actor_publication
from registry.actors.entries.actors import ACTORS
from registry.actors.entries.memberships import MEMBERSHIPS, publish_former_members
from registry.actors.events import ActorRegistered
from registry.actors.importing import ALIASES
from registry.actors.states import keep_states
from registry.catalogue.api.entries import router_of
from registry.catalogue.events import EntryRemoved
from registry.catalogue.importing import importer_of
from registry.cli import load_reference
from registry.entry_types import ENTRY_TYPES
from registry.findings import api as findings
from registry.findings import detection
from registry.findings.events import FindingClosed, FindingOpened, FindingReplied
from registry.findings.tables import Finding
from registry.frameworks import received as frameworks
from registry.gaps import hooks as gaps
from registry.gaps.api import analyses as gap_analyses
from registry.gaps.api import exports as gap_exports
from registry.gaps.computing import compute_when_due
from registry.gaps.events import GapAnalysisPublished
from registry.implementation import hooks as implementation
from registry.implementation import received as commitments
from registry.implementation.received import COMMITMENTS_RECEIVED, PROGRESS_RECEIVED
from registry.measures.entries import MEASURES
from registry.practices import api as practices
from registry.practices.events import PracticeAdopted
from registry.processes import api as processes
from registry.processes.entries.agreements import AGREEMENTS
from registry.processes.entries.processes import PROCESSES
from registry.roles import api as roles
from registry.roles.hooks import check_processes_unused
from registry.schema import table_of
from registry.search import api as search
from registry.settings import Settings
from registry.tables import metadata
from registry.treaties import api as treaties
from registry.treaties.entries.instruments import INSTRUMENTS
from registry.treaties.entries.participations import PARTICIPATIONS
from registry.treaties.entries.provisions import PROVISIONS
from registry.vocabulary.entries.definitions import DEFINITIONS, end_superseded
from registry.vocabulary.entries.themes import THEMES

STATES = (
    (PARTICIPATIONS.table, "state"),
    (PROVISIONS.table, "applied_by"),
    (MEASURES.table, "state"),
    (table_of(Finding), "state"),
)
"""Where only States stand."""
ON_CHANGE: Hooks = {
    ACTORS.changed: [keep_states(STATES), gaps.actors_changed],
    ACTORS.removing: [implementation.check_actors_unused],
    ACTORS.removed: [gaps.actors_removed],
    actor_publication.STATES_PUBLISHED: [gaps.states_published],
    MEMBERSHIPS.removed: [publish_former_members],
    THEMES.changed: [gaps.THEMES.changed],
    THEMES.removed: [gaps.THEMES.removed],
    DEFINITIONS.changed: [end_superseded],
    DEFINITIONS.removing: [implementation.check_definitions_unused],
    INSTRUMENTS.changed: [gaps.INSTRUMENTS.changed],
    INSTRUMENTS.removed: [gaps.INSTRUMENTS.removed],
    PARTICIPATIONS.changed: [detection.detect_in_participations, gaps.PARTICIPATIONS.changed],
    PARTICIPATIONS.removed: [gaps.PARTICIPATIONS.removed],
    PROVISIONS.changed: [gaps.PROVISIONS.changed],
    PROVISIONS.removed: [gaps.PROVISIONS.removed],
    MEASURES.changed: [detection.detect_in_measures, gaps.MEASURES.changed],
    MEASURES.removed: [gaps.MEASURES.removed],
    PROCESSES.removing: [check_processes_unused],
    AGREEMENTS.changed: [gaps.AGREEMENTS.changed],
    AGREEMENTS.removed: [gaps.AGREEMENTS.removed],
    PROGRESS_RECEIVED: [detection.detect_in_progress],  # before the progress is kept
    COMMITMENTS_RECEIVED: [gaps.commitments_received],
}

service = Service(
    name="registry",
    title="Registry",
    settings=Settings,
    metadata=metadata,
    routers=[
        actors.router,
        accreditation.router,
        practices.router,
        findings.router,
        gap_analyses.router,
        gap_exports.router,
        roles.router,
        processes.router,
        search.router,
        treaties.router,
        *(router_of(entry_type, ENTRY_TYPES) for entry_type in ENTRY_TYPES),
    ],
    events=[
        ActorRegistered,
        AccreditationGranted,
        AccreditationEnded,
        PracticeAdopted,
        FindingOpened,
        FindingReplied,
        FindingClosed,
        GapAnalysisPublished,
        *dict.fromkeys(entry_type.event for entry_type in ENTRY_TYPES),
        EntryRemoved,
    ],
    sources=("commitments",),
    event_router=EventRouter.joined(frameworks.event_router, commitments.event_router),
    on_change=ON_CHANGE,
    timers={gaps.TIMER: compute_when_due, actor_publication.TURN: actor_publication.turn},
    importers=[*(importer_of(entry_type, ENTRY_TYPES) for entry_type in ENTRY_TYPES), ALIASES],
    commands=[load_reference(ON_CHANGE)],
)

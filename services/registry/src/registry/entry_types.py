"""All types of entries of the registry."""

from typing import Any

from registry.actors.entries.actors import ACTORS
from registry.actors.entries.groupings import GROUPINGS
from registry.actors.entries.memberships import MEMBERSHIPS
from registry.catalogue.entry_types import EntryType
from registry.measures.entries import MEASURES
from registry.practices.entries import PRACTICES
from registry.processes.entries.agreements import AGREEMENTS
from registry.processes.entries.processes import PROCESSES
from registry.processes.entries.programme_items import PROGRAMME_ITEMS
from registry.roles.entries import ROLE_ASSIGNMENTS
from registry.treaties.entries.instruments import INSTRUMENTS
from registry.treaties.entries.participations import PARTICIPATIONS
from registry.treaties.entries.provisions import PROVISIONS
from registry.vocabulary.entries.definitions import DEFINITIONS
from registry.vocabulary.entries.themes import THEMES

ENTRY_TYPES: tuple[EntryType[Any], ...] = (
    GROUPINGS,
    ACTORS,
    MEMBERSHIPS,
    THEMES,
    DEFINITIONS,
    INSTRUMENTS,
    PARTICIPATIONS,
    PROVISIONS,
    MEASURES,
    PROCESSES,
    PROGRAMME_ITEMS,
    AGREEMENTS,
    ROLE_ASSIGNMENTS,
    PRACTICES,
)
"""In an order in which what is referred to comes first."""

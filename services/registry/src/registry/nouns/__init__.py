"""The nouns of the registry: each module says all of one, from its fields to its events."""

from typing import Any

from registry.catalogue.noun import Noun
from registry.nouns.actors import ACTORS
from registry.nouns.agreements import AGREEMENTS
from registry.nouns.definitions import DEFINITIONS
from registry.nouns.groupings import GROUPINGS
from registry.nouns.instruments import INSTRUMENTS
from registry.nouns.measures import MEASURES
from registry.nouns.memberships import MEMBERSHIPS
from registry.nouns.participations import PARTICIPATIONS
from registry.nouns.practices import PRACTICES
from registry.nouns.processes import PROCESSES
from registry.nouns.programme_items import PROGRAMME_ITEMS
from registry.nouns.provisions import PROVISIONS
from registry.nouns.role_assignments import ROLE_ASSIGNMENTS
from registry.nouns.themes import THEMES

NOUNS: tuple[Noun[Any], ...] = (
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
"""Every noun, in an order in which what is referred to comes first."""

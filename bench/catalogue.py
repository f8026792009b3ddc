"""All figures, in the order in which they are measured and shown."""

from bench.figure import Figure
from bench.figures import (
    agenda,
    commitments,
    effect,
    gap_analysis,
    gateway,
    importing,
    page,
    preview,
    registry,
    registry_import,
    relay,
    start,
)

FIGURES: tuple[Figure, ...] = (
    commitments.CREATE,
    commitments.READ,
    effect.POSTGRES,
    effect.KAFKA,
    gateway.GATEWAY,
    relay.POSTGRES,
    relay.KAFKA,
    agenda.AGENDA,
    preview.PREVIEW,
    start.START,
    page.PAGES,
    importing.IMPORT,
    registry.REGISTRY,
    gap_analysis.GAP_ANALYSIS,
    registry_import.IMPORT,
)

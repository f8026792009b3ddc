"""All figures, in the order in which they are measured and shown."""

from bench.figure import Figure
from bench.figures import agenda, commitments, effect, gateway, importing, page, relay, start

FIGURES: tuple[Figure, ...] = (
    commitments.CREATE,
    commitments.READ,
    effect.POSTGRES,
    effect.KAFKA,
    gateway.GATEWAY,
    relay.POSTGRES,
    relay.KAFKA,
    agenda.AGENDA,
    start.START,
    page.PAGES,
    importing.IMPORT,
)

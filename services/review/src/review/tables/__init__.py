"""The tables of the review service, one module per area."""

from review.tables import agendas, commitments, counts, meetings, registry
from review.tables.base import metadata

__all__ = ["agendas", "commitments", "counts", "meetings", "metadata", "registry"]

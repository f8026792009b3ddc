"""What the review service reads from others, and how it keeps it: as versions, each with its ledger time."""

from review.received import commitments, registry
from review.received.inbox import event_router

__all__ = ["commitments", "event_router", "registry"]

"""What the review service reads from others, and how it keeps it: as versions, each with its ledger time."""

from review.received import commitments, registry
from review.received.inbox import reception

__all__ = ["commitments", "reception", "registry"]

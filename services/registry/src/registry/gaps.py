"""The gap analysis: computed from the registry, versioned, and published when its inputs have changed."""

from collections.abc import Collection
from uuid import UUID

from chassis.database import Transaction


async def note_commitments(tx: Transaction, commitment_ids: Collection[UUID]) -> None:
    """Note that what is known of these commitments has changed."""

"""The lock that lets one writer of the registry work at a time."""

from sqlalchemy import text

from chassis.database import Transaction


async def lock_registry(tx: Transaction) -> None:
    """Wait until no other transaction writes: what a writer decides rests on what it has read."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('registry', 0))"))

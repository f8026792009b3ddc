"""Identifiers: UUIDv7, made here because PostgreSQL 17 has no function for it."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7: unique, and sorted by the time it was made."""
    return uuid7()

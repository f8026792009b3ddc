"""Grants, as they are stored."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StreamGrant:
    """What a regional body may read on Kafka, as whom, in which groups, and until when."""

    id: UUID
    name: str
    principal: str
    topics: tuple[str, ...]
    group_prefix: str
    expires_at: datetime
    revoked_at: datetime | None = None
    """When it ended, by command or because its time was over."""
    in_force: bool = True

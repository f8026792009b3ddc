"""Where a commitment stands, and what that means for others: who sees it, and whether it still binds."""

from typing import Literal, TypeGuard

Status = Literal[
    "draft", "submitted", "approved", "published", "in_progress", "fulfilled", "withdrawn", "expired"
]
Own = Literal["draft", "submitted", "approved"]
OWN: tuple[Own, ...] = ("draft", "submitted", "approved")
"""In which only its party sees it."""
STANDING: tuple[Status, ...] = ("published", "in_progress")
"""In which it is public, and still to be kept."""
Origin = Literal["declared", "derived"]
"""Whether its party made it, or it follows from what the party adopted or somebody else published."""


def is_own(status: str) -> TypeGuard[Own]:
    """Whether only the party itself may see it."""
    return status in OWN

"""What a grant may be."""

import re
import unicodedata
from collections.abc import Collection

TOPICS = ("compact.registry", "compact.commitments", "compact.review", "compact.heartbeat")
"""What there is to read: everything public."""
PRINCIPALS = "subscriber-"
"""How the names of all subscribers begin, on Kafka, so that none of them is a service's."""
GROUP_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9_-]+)*\.")
LONGEST_PREFIX = 100
LONGEST_TERM = 3660
"""Days."""
_OWN_GROUPS = "compact."
_LONGEST_SLUG = 40


def principal_for(name: str, taken: Collection[str]) -> str:
    """The principal of the body called `name`: letters of its name, and a number if that is `taken`."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST_SLUG].strip("-") or "body"
    number, principal = 1, PRINCIPALS + slug
    while principal in taken:
        number += 1
        principal = f"{PRINCIPALS}{slug}-{number}"
    return principal


def fault_of_prefix(prefix: str) -> str | None:
    """Why `prefix` cannot be that of a subscriber's groups."""
    if len(prefix) > LONGEST_PREFIX or not GROUP_PREFIX.fullmatch(prefix):
        return f"{prefix!r} is no prefix of groups: small letters and digits, and a full stop at the end"
    if overlap(prefix, _OWN_GROUPS):
        return f"groups that begin with {_OWN_GROUPS} are the system's own"
    return None


def overlap(one: str, other: str) -> bool:
    """Whether a group can have both prefixes."""
    return one.startswith(other) or other.startswith(one)

"""What was found: what is wrong, what to do about it, and what it may be a mere consequence of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. It never holds a secret."""

    what: str
    to_do: str
    about: str
    """The thing that is not right; `things` has the names."""
    follows_from: frozenset[str] = frozenset()
    """Things that explain this, when they are not right themselves."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One part of the system, after the look at it."""

    part: str
    findings: tuple[Finding, ...] = ()
    fine: str | None = None
    """How it is, in short, when there are no findings; `None` when it could not be seen."""


class Placed(NamedTuple):
    """A finding, the part it was made in, and the things that explain it."""

    part: str
    finding: Finding
    explained_by: frozenset[str]


def causes_first(examined: Iterable[Examined]) -> list[Placed]:
    """All findings: those that nothing explains, in the order of the parts, then what follows from them."""
    found = [(part.part, finding) for part in examined for finding in part.findings]
    wrong = {finding.about for _, finding in found}
    placed = [Placed(part, finding, finding.follows_from & wrong) for part, finding in found]
    return sorted(placed, key=lambda place: bool(place.explained_by))

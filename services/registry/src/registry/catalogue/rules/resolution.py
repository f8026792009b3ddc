"""What a name in a file means: one entry, several, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Match(NamedTuple):
    """An entry that has a name."""

    stage: int
    """0 if it is the very code, 1 if a code or a name, 2 if one but for the form of State."""
    code: str
    name: str
    """By which the entry is shown."""
    ambiguous: bool = False
    """Whether the name is listed as one that names nobody without doubt."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means. It is never guessed: only a single match counts."""

    matches: Mapping[str, str] = field(default_factory=dict)
    """The entries that have the name, by code, with the name by which each is shown."""
    nearest: Mapping[str, str] = field(default_factory=dict)
    """Those that may be meant, the nearest first, when none has it."""

    @property
    def code(self) -> str | None:
        """The code of the one entry that is meant."""
        return next(iter(self.matches)) if len(self.matches) == 1 else None


UNKNOWN = Resolution()


def decided(matches: Sequence[Match]) -> Resolution:
    """What a name means that has `matches`: those of the first stage count.

    Who alone has an ambiguous name may be meant, and so may another who is no entry.
    """
    if not matches:
        return UNKNOWN
    first = min(match.stage for match in matches)
    best = sorted(match for match in matches if match.stage == first)
    entries = {match.code: match.name for match in best}
    in_doubt = len(entries) == 1 and any(match.ambiguous for match in best)
    return Resolution(nearest=entries) if in_doubt else Resolution(matches=entries)


def mismatch(name: str, table: str, resolution: Resolution) -> str:
    """Why `name` is no name of one entry of `table`, with those that may be meant."""
    if resolution.matches:
        return f"{name} matches more than one {table}: {_listed(resolution.matches)}"
    if resolution.nearest:
        return f"{name} matches no {table}; nearest: {_listed(resolution.nearest)}"
    return f"{name} matches no {table}"


def _listed(entries: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({name})" for code, name in entries.items())

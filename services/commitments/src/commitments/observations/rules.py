"""Which observations an indicator takes, the canonical form of a slice, and what is covered by data."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from commitments.commitments.rules.coverage import Coverage
from commitments.commitments.rules.faults import Fault

TOTAL = "{}"
"""The canonical form of the slice that is no slice: everybody."""


class Observed(Protocol):
    """An observation, as far as these rules look at it."""

    @property
    def year(self) -> int:
        """A calendar year."""

    @property
    def slice(self) -> Mapping[str, str]:
        """Whom it describes."""


def canonical(slice_: Mapping[str, str]) -> str:
    """The one text of a slice: JSON without spaces, names in order."""
    return json.dumps(dict(sorted(slice_.items())), separators=(",", ":"), ensure_ascii=False)


def observation_faults(
    observations: Sequence[Observed], dimensions: Mapping[str, Sequence[str]], this_year: int
) -> Iterator[Fault]:
    """Each slice is one of the indicator's; each year has begun; each year and slice is given once."""
    seen = set[tuple[int, str]]()
    for place, observation in enumerate(observations):
        if observation.year > this_year:
            yield Fault(f"/observations/{place}/year", f"{observation.year} has not begun")
        for name, value in observation.slice.items():
            pointer = f"/observations/{place}/slice/{name}"
            if name not in dimensions:
                yield Fault(pointer, f"the indicator has no dimension {name}")
            elif value not in dimensions[name]:
                yield Fault(pointer, f"{name} is one of {', '.join(dimensions[name])}")
        cell = (observation.year, canonical(observation.slice))
        if cell in seen:
            yield Fault(f"/observations/{place}", f"this slice is given twice for {observation.year}")
        seen.add(cell)


def covered(before: Coverage, cells: Sequence[tuple[int, str, int]]) -> Coverage:
    """`before` and the recorded `cells` (year, canonical slice, revision) together."""
    years = [year for year, _, _ in cells] + ([before.latest_year] if before.latest_year else [])
    names = {name for _, slice_, _ in cells for name in json.loads(slice_)}
    return Coverage(
        points=before.points + sum(revision == 1 for _, _, revision in cells),
        latest_year=max(years, default=None),
        by_sex=before.by_sex or "sex" in names,
        by_age=before.by_age or "age" in names,
    )

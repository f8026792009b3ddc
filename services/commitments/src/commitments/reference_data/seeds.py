"""What the reference files hold, as commitments with their observations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from commitments.commitments.models import Alignment, CommitmentBody, Degree
from commitments.observations.models import ObservationContent

_STRONGEST: Mapping[Degree, int] = {"high": 3, "medium": 2, "low": 1}


class Seed(NamedTuple):
    """A commitment to be published, and what has been observed, by the codes of its indicators."""

    commitment: CommitmentBody
    observations: Mapping[str, Sequence[ObservationContent]]

    @property
    def events(self) -> int:
        """How many events record it, about: itself, each measured indicator, and its progress."""
        return 2 + len(self.observations)


def strongest(alignments: Iterable[Alignment]) -> list[Alignment]:
    """Each goal once, with the highest degree that `alignments` give it."""
    best: dict[tuple[str, str], Alignment] = {}
    for one in alignments:
        known = best.setdefault((one.framework, one.goal), one)
        if _STRONGEST[one.degree] > _STRONGEST[known.degree]:
            best[one.framework, one.goal] = one
    return list(best.values())


def batches(seeds: Iterable[Seed], events: int) -> Iterator[list[Seed]]:
    """`seeds` in lists, each of which makes about `events` events."""
    batch: list[Seed] = []
    for seed in seeds:
        if batch and sum(one.events for one in batch) + seed.events > events:
            yield batch
            batch = []
        batch.append(seed)
    if batch:
        yield batch

"""Which faults strike when: drawn from a seed, so that the same seed brings the same sequence."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STRIKES_BEGIN, STRIKES_END = 0.5, 16.0
"""Seconds after the round's start between which faults strike; the deadline lies in the middle."""
MOST_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault that can be played, what it can hit, and how many seconds it lasts, at least and at most."""

    name: str
    targets: tuple[str, ...]
    lasts: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault of a round: `at` seconds after its start, for `lasts` seconds."""

    at: float
    fault: str
    target: str
    lasts: float

    def __str__(self) -> str:
        duration = f" for {self.lasts:.0f} s" if self.lasts else ""
        return f"{self.fault} {self.target} at {self.at:.1f} s{duration}"


def rounds(seed: int, kinds: Sequence[Kind]) -> Iterator[list[Strike]]:
    """The strikes of each round, without end. All kinds have had their turn before one comes again."""
    chance = random.Random(seed)
    turn: list[Kind] = []
    while True:
        strikes = []
        for _ in range(chance.randint(1, MOST_AT_ONCE)):
            turn = turn or chance.sample(kinds, len(kinds))
            strikes.append(_strike(turn.pop(), chance))
        yield sorted(strikes, key=lambda strike: strike.at)


def _strike(kind: Kind, chance: random.Random) -> Strike:
    return Strike(
        at=round(chance.uniform(STRIKES_BEGIN, STRIKES_END), 2),
        fault=kind.name,
        target=chance.choice(kind.targets),
        lasts=round(chance.uniform(*kind.lasts), 1),
    )

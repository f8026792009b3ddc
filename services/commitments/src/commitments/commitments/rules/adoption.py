"""What of an adopted practice can be a commitment here, and what is left out. Pure decisions."""

from collections.abc import Collection, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T", bound=str)
LONGEST = 20_000
"""Characters of a description."""


class AdoptedGoal(BaseModel):
    """A goal that the practice serves."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    framework: str
    goal: str
    degree: str


class Adoption(BaseModel):
    """A practice that a State has adopted, as the registry publishes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    practice: str
    party: str
    title: str
    summary: str
    kind: str
    horizon: str
    alignments: list[AdoptedGoal]
    markers: list[str]


def known_or(value: str, known: Sequence[T], instead: T) -> T:
    """`value`, if commitments know it: what the registry publishes may be newer than we are."""
    return next((one for one in known if one == value), instead)


def fitting(adoption: Adoption, known: Collection[tuple[str, str]]) -> list[AdoptedGoal]:
    """The goals of the practice that are `known` here (by the codes of framework and goal), each once."""
    goals = {(one.framework, one.goal): one for one in adoption.alignments}
    return [one for goal, one in goals.items() if goal in known]


def description(adoption: Adoption, kept: Sequence[AdoptedGoal], markers: Collection[str]) -> str:
    """What the draft says: the practice's summary, and in a note what of the practice was left out.

    `kept`: the goals that are known here; `markers`: those that commitments have.
    """
    left_out = sorted(
        {f"goal {one.framework}/{one.goal}" for one in adoption.alignments if one not in kept}
        | {f"marker {marker}" for marker in adoption.markers if marker not in markers}
    )
    note = f"Drafted from the practice {adoption.practice}."
    if left_out:
        note += f" Not known here, and left out: {', '.join(left_out)}."
    return f"{adoption.summary[: LONGEST - 2 - len(note)]}\n\n{note}"

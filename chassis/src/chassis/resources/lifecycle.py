"""Life cycles as data: which steps a thing can take, from which status, by whom, and which event records it.

Separate facts keep separate times: a service derives the status from the facts that it stores, and the life
cycle speaks of that status. Leaves to others: the operations over HTTP (`steps`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from chassis.ledger.events import EventData
from chassis.problems import ConflictError


class Reason(StrEnum):
    """Whether a step is taken with a reason."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True)
class Step:
    """A step: `POST <path>:<name>`."""

    name: str
    """The verb at the end of the path, such as `publish`."""
    summary: str
    """An imperative with its object: `Publish a finding`."""
    operation_id: str
    sources: tuple[str, ...]
    """The statuses in which it can be taken."""
    targets: tuple[str, ...]
    """The status after it; several where the body decides."""
    scope: str
    """What the caller's token has to grant."""
    event: type[EventData]
    """What the ledger holds of it."""
    reason: Reason = Reason.NONE


@dataclass(frozen=True)
class LifeCycle:
    """The life cycle of one kind of thing."""

    noun: str
    """What takes the steps, in the singular: `finding`."""
    path: str
    """Of one thing, with its key as the one parameter: `/v1/findings/{code}`."""
    initial: str
    """The status in which it begins."""
    steps: tuple[Step, ...]
    taken_back: tuple[tuple[str, str], ...] = ()
    """From which status a `PATCH` takes the thing back to which, as what was signed has changed."""

    def __post_init__(self) -> None:
        if len(self._by_name) != len(self.steps):
            raise ValueError(f"the life cycle of a {self.noun} has two steps of one name")
        for step in self.steps:
            if unknown := set(step.sources) - set(self.statuses):
                raise ValueError(f"{self.noun}:{step.name} begins in {unknown}, where no step ends")

    @property
    def statuses(self) -> tuple[str, ...]:
        """All statuses, in the order in which they are reached."""
        targets = [status for step in self.steps for status in step.targets]
        return tuple(dict.fromkeys([self.initial, *targets]))

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def step(self, name: str) -> Step:
        """The step `name`. Raises `KeyError`."""
        return self._by_name[name]

    def allows(self, name: str, status: str) -> bool:
        """Whether the step `name` can be taken in `status`."""
        return status in self.step(name).sources

    def check(self, name: str, status: str) -> None:
        """Raise `ConflictError` unless the step `name` can be taken in `status`."""
        if not self.allows(name, status):
            required = " or ".join(self.step(name).sources)
            purpose = self.step(name).summary
            purpose = purpose[0].lower() + purpose[1:]
            raise ConflictError(f"To {purpose}, the status must be {required}; it is {status}.")

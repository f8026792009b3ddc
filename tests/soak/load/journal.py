"""What the clients asked for and were told: the half of the evidence that is outside the system."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

RUNNING_STILL = "conflict@header:Idempotency-Key"
"""The refusal of a request whose first attempt has not ended."""


class Outcome(StrEnum):
    """What a client knows after an answer, or without one."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one attempt; without a status there was none."""

    status: int | None
    body: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def outcome(self) -> Outcome:
        """What is known of the effect."""
        if self.status is None or self.status == 429 or self.status >= 500:
            return Outcome.UNKNOWN
        if self.status < 400:
            return Outcome.ACKNOWLEDGED
        return Outcome.UNKNOWN if self.refusal == RUNNING_STILL else Outcome.REFUSED

    @property
    def refusal(self) -> str:
        """The kind of problem, and the field if it names one: `locked`, `invalid@/due_at`."""
        kind = str(self.body.get("type", self.status)).rpartition("/")[2]
        errors = self.body.get("errors") or [{"pointer": ""}]
        return f"{kind}@{errors[0]['pointer']}".removesuffix("@")


@dataclass(slots=True)
class Write:
    """A request that writes, with every attempt at it: all of them have the same key."""

    key: str
    """Idempotency key and request id: what follows from it has this correlation id in the ledger."""
    service: str
    path: str
    tells: str
    """Type of the event by which its effect is told."""
    facts: Mapping[str, Any]
    """What that event must say, at least."""
    refusable: Mapping[str, datetime | None]
    """Refusals that are right, some of them only from a time on."""
    answers: list[Answer] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What is known in the end. Once acknowledged, later attempts change nothing."""
        outcomes = [answer.outcome for answer in self.answers]
        if Outcome.ACKNOWLEDGED in outcomes:
            return Outcome.ACKNOWLEDGED
        return outcomes[-1] if outcomes else Outcome.UNKNOWN

    @property
    def in_doubt(self) -> bool:
        """Whether an attempt may have had, or may still have, an effect that nobody was told of."""
        return not self.answers or any(answer.outcome is Outcome.UNKNOWN for answer in self.answers)

    @property
    def receipts(self) -> list[dict[str, Any]]:
        """The bodies of its acknowledgements."""
        return [answer.body for answer in self.answers if answer.outcome is Outcome.ACKNOWLEDGED]

    def __str__(self) -> str:
        return f"POST {self.path} ({self.key})"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event that a reader was shown in a public ledger."""

    service: str
    epoch: UUID
    sequence: int
    id: UUID


@dataclass(slots=True)
class Journal:
    """All that the clients of a run asked for and were told."""

    writes: list[Write] = field(default_factory=list)
    reads: Counter[Outcome] = field(default_factory=Counter)
    misread: list[str] = field(default_factory=list)
    """Reads that were refused and should not have been."""
    seen: set[Seen] = field(default_factory=set)
    statuses: Counter[str] = field(default_factory=Counter)
    """Answers by status; `none` without one."""

    def outcomes(self) -> Counter[Outcome]:
        """How the writes ended."""
        return Counter(write.outcome for write in self.writes)

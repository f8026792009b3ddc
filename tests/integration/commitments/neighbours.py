"""The registry and the review service, as the commitments service hears them."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from chassis.base.identifiers import new_id
from chassis.bus import Record
from chassis.ledger.events import Envelope, encode
from chassis.messaging.subscription import Subscription
from chassis.process.runtime import Runtime
from commitments.reference_data import files


class Neighbour:
    """Another service: what it says is encoded as on the bus, and taken as from there."""

    def __init__(self, runtime: Runtime, name: str, partition: int = 0) -> None:
        service = runtime.service
        self.name, self.epoch, self._partition = name, new_id(), partition
        self._sequences, self._offsets = count(1), count(0)
        self._subscription = Subscription(
            runtime.database, runtime.bus, service.name, service.sources, service.event_router
        )

    def event(self, event_type: str, **data: Any) -> Envelope:
        """The next event of this service."""
        return Envelope(
            source=self.name,
            epoch=self.epoch,
            sequence=next(self._sequences),
            time=datetime.now(UTC),
            id=new_id(),
            type=event_type,
            subject="subject",
            party=data.get("party", "global"),
            region=None,
            data=json.dumps({"version": 1, **data}, default=str).encode(),
            correlation_id="correlation",
            causation_id=None,
        )

    def restore(self) -> None:
        """Be as after a restore from a backup: another epoch, and sequences from the beginning."""
        self.epoch, self._sequences = new_id(), count(1)

    async def deliver(self, *events: Envelope) -> None:
        """Let the commitments service take `events`, in one batch."""
        messages = [encode(event) for event in events]
        await self._subscription.take(
            [
                Record(
                    one.topic, self._partition, next(self._offsets), one.key.encode(), one.value, one.headers
                )
                for one in messages
            ]
        )

    async def say(self, event_type: str, **data: Any) -> Envelope:
        """Publish one event and have it delivered."""
        event = self.event(event_type, **data)
        await self.deliver(event)
        return event


async def publish_goals(runtime: Runtime) -> None:
    """Let `runtime` receive the goals of all frameworks that are shipped, in a partition of their own."""
    commitments = Neighbour(runtime, "commitments", partition=1)
    goals = [one.model_dump(include={"framework", "code", "title"}) for one in files.goals()]
    events = [commitments.event("compact.goal.published.v1", goal_id=uuid4(), **goal) for goal in goals]
    await commitments.deliver(*events)


class Registry(Neighbour):
    """Says who is a party, and what terms mean."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime, "registry")

    async def defines(self, *codes: str) -> None:
        events = [self.event("compact.definition.recorded.v1", id=uuid4(), code=code) for code in codes]
        await self.deliver(*events)

    async def removes(self, noun: str, code: str) -> None:
        await self.say("compact.entry.removed.v1", id=uuid4(), noun=noun, code=code)

    async def registers(self, *codes: str, region: str = "ECA") -> None:
        told = [
            self.event("compact.actor.registered.v1", code=code, kind="state", name=code, region=region)
            for code in codes
        ]
        await self.deliver(*told)


class Review(Neighbour):
    """Says for what reports are asked."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime, "review")

    async def opens(self, *parties: str, **changes: Any) -> UUID:
        """Ask `parties` for reports; returns the milestone's id."""
        milestone_id = uuid4()
        await self.say("compact.milestone.opened.v1", **milestone(milestone_id, *parties, **changes))
        return milestone_id

    async def changes(self, milestone_id: UUID, *parties: str, **changes: Any) -> None:
        """Give a milestone other dates."""
        await self.say("compact.milestone.changed.v1", **milestone(milestone_id, *parties, **changes))


def milestone(milestone_id: UUID, *parties: str, **changes: Any) -> dict[str, Any]:
    """The facts of a milestone that is open now and locks in an hour, unless `changes` say otherwise."""
    now = datetime.now(UTC)
    facts = {
        "milestone_id": milestone_id,
        "reference": "GCM-2026-1",
        "title": "Voluntary national reports",
        "framework": "GCM",
        "opens_at": (now - timedelta(hours=1)).isoformat(),
        "due_at": (now + timedelta(minutes=30)).isoformat(),
        "locks_at": (now + timedelta(hours=1)).isoformat(),
        "time_zone": "UTC",
        "scope": "all",
        "parties": list(parties),
    }
    return {**facts, **changes}

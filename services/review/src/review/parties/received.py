"""Actors, as the registry publishes them: kept as versions, each with its ledger time."""

from collections.abc import Sequence

from pydantic import Field

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from review.parties.tables import ReceivedActor

event_router = EventRouter()


class ActorData(ReceivedData):
    """The fields that review uses of an actor."""

    code: str
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(default_factory=list)


async def keep_actors(tx: Transaction, events: Sequence[Received[ActorData]]) -> None:
    """Keep actors, each with the groupings that it belongs to."""
    await received_rows.keep(tx, ReceivedActor, received_rows.rows(events))


for _event in ("registered", "changed"):
    event_router.on(f"compact.actor.{_event}.v1", ActorData)(keep_actors)

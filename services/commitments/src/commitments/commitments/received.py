"""What is read of practices that States adopt in the registry."""

from collections.abc import Sequence

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging.event_router import EventRouter, Received
from commitments.commitments import adopting
from commitments.commitments.rules.adoption import Adoption

event_router = EventRouter()


class AdoptionData(Adoption, ReceivedData):
    """The fields of an adopted practice that are used here: what a commitment is drafted from."""


@event_router.on("compact.practice.adopted.v1", AdoptionData)
async def draft_adopted(tx: Transaction, events: Sequence[Received[AdoptionData]]) -> None:
    """Draft a commitment of the party that has adopted a practice: one, however often the event comes."""
    for event in events:
        await adopting.draft(tx, event.data)

"""What is read of the registry's actors: who may commit and report, and which region's they are."""

from collections.abc import Sequence

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from commitments.parties.tables import ReceivedParty

event_router = EventRouter()


class PartyData(ReceivedData):
    """The fields of an actor that are used here: whether it exists, and which region's it is."""

    code: str
    kind: str
    region: str | None = None


async def _keep_parties(tx: Transaction, events: Sequence[Received[PartyData]]) -> None:
    await received_rows.keep(tx, ReceivedParty, received_rows.rows(events))


for _event in ("compact.actor.registered.v1", "compact.actor.changed.v1"):
    event_router.on(_event, PartyData)(_keep_parties)

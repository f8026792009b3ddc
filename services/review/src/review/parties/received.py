"""What the review service reads from the registry, and how it keeps it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from pydantic import Field
from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import Received
from review.agendas.received.inbox import event_router
from review.agendas.store import received as store
from review.parties.tables import ReceivedActor
from review.agendas.tables.registry import ReceivedFinding, ReceivedGapAnalysis, ReceivedProcess, ReceivedProgrammeItem, ReceivedRemoval


class ActorData(ReceivedData):
    """The fields that review uses of an actor."""

    code: str
    kind: str
    name: str
    region: str | None = None
    groupings: list[str] = Field(default_factory=list)


async def _keep_actors(tx: Transaction, events: Sequence[Received[ActorData]]) -> None:
    await received_rows.keep(tx, ReceivedActor, received_rows.rows(events))

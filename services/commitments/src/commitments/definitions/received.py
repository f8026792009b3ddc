"""What is read of the registry's definitions: their codes, and that one was removed."""

from collections.abc import Sequence

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from commitments.definitions.tables import ReceivedDefinition

event_router = EventRouter()


class DefinitionData(ReceivedData):
    """The fields of a definition that are used here."""

    code: str


class RemovalData(ReceivedData):
    """The fields of a removed entry that are used here."""

    noun: str
    code: str


@event_router.on("compact.definition.recorded.v1", DefinitionData, repeatable=True)
async def keep_definitions(tx: Transaction, events: Sequence[Received[DefinitionData]]) -> None:
    """Keep which definitions there are."""
    await received_rows.keep(
        tx, ReceivedDefinition, [{**row, "is_removed": False} for row in received_rows.rows(events)]
    )


@event_router.on("compact.entry.removed.v1", RemovalData, repeatable=True)
async def keep_removals(tx: Transaction, events: Sequence[Received[RemovalData]]) -> None:
    """Keep that a definition is no longer there."""
    removed = [one for one in events if one.data.noun == "definition"]
    rows = [{**received_rows.place(one), "code": one.data.code, "is_removed": True} for one in removed]
    await received_rows.keep(tx, ReceivedDefinition, rows)

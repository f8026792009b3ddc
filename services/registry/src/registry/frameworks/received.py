"""What is read of the commitments service's frameworks: the codes of their goals."""

from collections.abc import Sequence

from chassis.database import Transaction
from chassis.ledger.events import ReceivedData
from chassis.messaging import received_rows
from chassis.messaging.event_router import EventRouter, Received
from registry.frameworks.tables import ReceivedGoal

event_router = EventRouter()


class GoalData(ReceivedData):
    """The fields of a goal that are used here."""

    framework: str
    code: str


@event_router.on("compact.goal.published.v1", GoalData, repeatable=True)
async def keep_goals(tx: Transaction, events: Sequence[Received[GoalData]]) -> None:
    """Keep goals by the code that they have here, such as `GCM/5`."""
    rows = [
        {
            **received_rows.place(one),
            "framework": one.data.framework,
            "code": f"{one.data.framework}/{one.data.code}",
        }
        for one in events
    ]
    await received_rows.keep(tx, ReceivedGoal, rows)

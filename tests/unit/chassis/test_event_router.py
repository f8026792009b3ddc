"""The table of contents of what a service reads: which handlers get which events, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from chassis.database import Transaction
from chassis.ledger.events import Envelope, ReceivedData
from chassis.messaging.event_router import EventRouter, Handler, Received

NO_TRANSACTION = cast("Transaction", None)
FINDING, PRACTICE = "compact.finding.opened.v1", "compact.practice.published.v1"


class Code(ReceivedData):
    code: str


class Title(ReceivedData):
    title: str


@dataclass
class Calls:
    """Who was called, and with which data, in order."""

    made: list[tuple[str, list[Any]]] = field(default_factory=list)

    def handler(self, name: str) -> Handler[Any]:
        async def handle(_: Transaction, events: Sequence[Received[Any]]) -> None:
            self.made.append((name, [event.data for event in events]))

        return handle


def envelope(event_type: str, data: bytes = b'{"code": "f-1", "title": "A ban"}') -> Envelope:
    return Envelope(
        source="registry",
        epoch=UUID(int=0),
        sequence=1,
        time=datetime(2026, 1, 1, tzinfo=UTC),
        id=uuid4(),
        type=event_type,
        subject="",
        party="KEN",
        region=None,
        data=data,
        correlation_id="",
        causation_id=None,
    )


async def test_the_handlers_of_a_type_are_called_in_the_order_of_their_declaration() -> None:
    router, calls = EventRouter(), Calls()
    router.on(FINDING, Code)(calls.handler("first"))
    router.on(FINDING, Title)(calls.handler("second"))
    await router.handle(NO_TRANSACTION, [envelope(FINDING), envelope(FINDING)])
    assert calls.made == [("first", [Code(code="f-1")] * 2), ("second", [Title(title="A ban")] * 2)]


async def test_joined_routers_are_called_in_the_order_in_which_they_are_joined() -> None:
    above, below, calls = EventRouter(), EventRouter(), Calls()
    above.on(FINDING, Title)(calls.handler("above"))
    below.on(FINDING, Code)(calls.handler("below"))
    below.on(PRACTICE, Title)(calls.handler("practices"))
    joined = EventRouter.joined(below, above)
    await joined.handle(NO_TRANSACTION, [envelope(FINDING), envelope(PRACTICE)])
    assert [name for name, _ in calls.made] == ["below", "above", "practices"]
    assert joined.types == [FINDING, PRACTICE]
    assert [model.__name__ for model in joined.readers(FINDING)] == ["Code", "Title"]


async def test_what_comes_again_is_given_to_repeatable_handlers_alone() -> None:
    router, calls = EventRouter(), Calls()
    router.on(FINDING, Code)(calls.handler("once"))
    router.on(FINDING, Title, repeatable=True)(calls.handler("repeatable"))
    await router.handle(NO_TRANSACTION, [envelope(FINDING)], again=True)
    assert [name for name, _ in calls.made] == ["repeatable"]


async def test_joining_leaves_the_joined_routers_as_they_are() -> None:
    one, other, calls = EventRouter(), EventRouter(), Calls()
    one.on(FINDING, Code)(calls.handler("one"))
    other.on(FINDING, Code)(calls.handler("other"))
    EventRouter.joined(one, other)
    await one.handle(NO_TRANSACTION, [envelope(FINDING)])
    assert [name for name, _ in calls.made] == ["one"]


async def test_what_nobody_handles_is_left_alone() -> None:
    router, calls = EventRouter(), Calls()
    router.on(FINDING, Code)(calls.handler("findings"))
    await router.handle(NO_TRANSACTION, [envelope(PRACTICE)])
    assert calls.made == []
    assert (router.known(FINDING), router.known(PRACTICE)) == (FINDING, "other")

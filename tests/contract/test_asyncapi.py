"""The AsyncAPI document tells of every topic, message and header, and points to files that are there."""

from collections.abc import Iterator
from typing import Any

from chassis.bus import Message
from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import HEARTBEAT_TYPE, Heartbeat, encode, topic_of
from contracts.examples import envelope
from contracts.headers import OPTIONAL
from tests.contract.published import EVENTS, FOLDER, document, example, schema
from tests.support.over import over

TOLD = document("asyncapi.json")


def references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)


def headers_of(trait: str) -> dict[str, Any]:
    told: dict[str, Any] = TOLD["components"]["messageTraits"][trait]["headers"]
    return told


def sent(message: Message) -> set[str]:
    return {name for name, _ in message.headers}


def test_there_is_a_channel_for_each_topic() -> None:
    topics = {topic_of(service.name) for service, _ in EVENTS.values()} | {HEARTBEAT}
    assert {channel["address"] for channel in TOLD["channels"].values()} == topics


def test_each_event_is_a_message_of_its_publishers_channel() -> None:
    for event_type, (service, _) in EVENTS.items():
        assert event_type in TOLD["channels"][service.name]["messages"]
    assert TOLD["channels"]["heartbeat"]["messages"].keys() == {HEARTBEAT_TYPE}


def test_every_reference_leads_somewhere() -> None:
    for reference in references(TOLD):
        if reference.startswith("#/"):
            place: Any = TOLD
            for part in reference[2:].split("/"):
                place = place[part]
        else:
            assert (FOLDER / reference).is_file()


@over("event_type", sorted(EVENTS))
def test_the_headers_that_are_sent_are_those_that_are_described(event_type: str) -> None:
    service, event = EVENTS[event_type]
    told = headers_of("event")
    names = sent(encode(envelope(service.name, event, schema(event_type))))
    assert set(told["required"]) <= names <= told["properties"].keys()
    assert told["properties"].keys() - set(told["required"]) == OPTIONAL


def test_the_headers_of_a_heartbeat_are_those_that_are_described() -> None:
    assert headers_of("heartbeat")["properties"].keys() == sent(_heartbeat())
    assert set(headers_of("heartbeat")["required"]) == sent(_heartbeat())


def _heartbeat() -> Message:
    return Heartbeat.model_validate(example(HEARTBEAT_TYPE)["data"]).message()


def test_a_subscriber_reads_what_it_may_rely_on() -> None:
    promises = TOLD["info"]["description"]
    for word in ("lost", "Duplicates", "Order", "heartbeat", "ledgers/<service>?after=", "256 KiB"):
        assert word in promises

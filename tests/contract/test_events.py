"""Every published event has a schema and an example, and what is appended is what the schema says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from chassis.bus import Message, Record
from chassis.ledger import Entry
from chassis.ledger.events import HEARTBEAT_TYPE, decode, decode_heartbeat, encode, schema_path
from chassis.process.ledger_api import structured
from chassis.values import AS_STORED
from contracts.examples import GATEWAY
from contracts.generate import published_events
from contracts.schemas import DIALECT
from review.agendas.rules.record import Cut, Item
from tests.contract.instances import instances
from tests.contract.published import EVENTS, FOLDER, document, example, schema
from tests.support.over import over

every_event = over("event_type", sorted(EVENTS))


def received(message: Message) -> Record:
    return Record(message.topic, 0, 0, message.key.encode(), message.value, message.headers)


def structured_mode(event: dict[str, Any]) -> Record:
    content = (("content-type", b"application/cloudevents+json; charset=utf-8"),)
    return Record("topic", 0, 0, None, json.dumps(event).encode(), content)


def validator(schema_: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema_)
    return Draft202012Validator(schema_, format_checker=FormatChecker())


def test_the_types_in_the_folder_are_those_that_the_services_publish() -> None:
    assert {path.stem for path in (FOLDER / "events").glob("*.json")} == EVENTS.keys()
    assert {path.stem for path in (FOLDER / "examples").glob("*.json")} == EVENTS.keys() | {HEARTBEAT_TYPE}


def test_no_type_is_published_twice() -> None:
    assert sorted(EVENTS) == sorted(event.event_type for _, event in published_events())


@every_event
def test_an_events_type_names_a_thing_and_what_happened_to_it(event_type: str) -> None:
    product, noun, verb, version = event_type.split(".")
    assert (product, version) == ("compact", "v1")
    assert noun.replace("-", "").isalpha()
    assert verb.endswith(("ed", "en", "wn"))


@every_event
def test_a_schema_says_what_it_describes_and_is_closed(event_type: str) -> None:
    told = schema(event_type)
    assert (told["$schema"], told["$id"]) == (DIALECT, schema_path(event_type))
    assert told["title"]
    assert told["description"].endswith(".")
    assert "version" in told["required"]
    objects = [told, *told.get("$defs", {}).values()]
    assert all(one["additionalProperties"] is False for one in objects if "properties" in one)


@every_event
def test_an_example_is_decoded_in_both_modes_to_the_same_event(event_type: str) -> None:
    event = decode(structured_mode(example(event_type)))
    assert structured(event, GATEWAY) == example(event_type)
    assert decode(received(encode(event))) == event
    assert event.source == EVENTS[event_type][0].name


@every_event
def test_an_example_is_what_its_schema_and_its_model_say(event_type: str) -> None:
    told, (_, model) = example(event_type), EVENTS[event_type]
    assert told["dataschema"] == GATEWAY + schema(event_type)["$id"]
    validator(schema(event_type)).validate(told["data"])
    assert json.loads(model.model_validate(told["data"]).model_dump_json()) == told["data"]


@every_event
@given(data=st.data())
def test_whatever_its_schema_allows_an_event_can_tell_and_tells_by_its_schema(
    event_type: str, data: st.DataObject
) -> None:
    told = schema(event_type)
    content = data.draw(instances(told, told))
    event = EVENTS[event_type][1].model_validate(content, context=AS_STORED)  # as its service has it
    appended = Entry.of(event, subject="s", party="KEN", region=None, public=True).data
    Draft202012Validator(told).validate(json.loads(appended))


@pytest.mark.parametrize("event_type", ["compact.agenda.assembled.v1", "compact.agenda.revised.v1"])
def test_the_agenda_in_an_example_is_made_as_agendas_are(event_type: str) -> None:
    data = example(event_type)["data"]
    assert [Cut.model_validate(cut).model_dump(mode="json") for cut in data["cuts"]] == data["cuts"]
    items = [{key: item[key] for key in item if key != "record_count"} for item in data["items"]]
    assert [Item.model_validate(item).model_dump(mode="json") for item in items] == items
    assert [item["record_count"] for item in data["items"]] == [len(item["records"]) for item in items]


def test_the_example_of_a_heartbeat_is_what_its_schema_says_and_is_decoded() -> None:
    told = example(HEARTBEAT_TYPE)
    validator(document("heartbeat.json")).validate(told["data"])
    record = Record("compact.heartbeat", 0, 0, None, json.dumps(told["data"]).encode(), ())
    heartbeat = decode_heartbeat(record)
    assert json.loads(heartbeat.message().value) == told["data"]
    assert told["source"] == f"/compact/{heartbeat.source}"

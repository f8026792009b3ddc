"""What one service reads is what another publishes: consumer-driven contracts, without either running."""

import json

from chassis.ledger.events import ReceivedData
from chassis.process.service import Service
from contracts.acceptance import refusals
from tests.contract.published import EVENTS, READERS, example, schema
from tests.support.over import over

READ = [
    (reader, event_type, model)
    for reader in READERS
    for event_type in reader.event_router.types
    for model in reader.event_router.readers(event_type)
]
every_reading = over(
    "reader, event_type, model",
    {f"{one[0].name} {one[1]} {one[2].__name__}": one for one in READ},
)


def test_there_are_readers() -> None:
    assert {reader.name for reader in READERS} >= {"commitments", "review"}


@every_reading
def test_what_is_read_is_published_by_one_of_the_readers_sources(
    reader: Service, event_type: str, model: type[ReceivedData]
) -> None:
    assert event_type in EVENTS
    assert EVENTS[event_type][0].name in reader.sources


@every_reading
def test_a_reader_finds_all_its_fields_in_the_publishers_example(
    reader: Service, event_type: str, model: type[ReceivedData]
) -> None:
    read = model.model_validate_json(json.dumps(example(event_type)["data"]))
    assert read.model_fields_set == model.model_fields.keys()


@every_reading
def test_a_reader_accepts_all_that_the_schema_allows_and_every_field_it_names_is_published(
    reader: Service, event_type: str, model: type[ReceivedData]
) -> None:
    assert refusals(schema(event_type), model.model_json_schema(), tolerant=True) == []

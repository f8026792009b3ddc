"""What one service reads is what another publishes: consumer-driven contracts, without either running."""

import pytest

from chassis.ledger.events import ReceivedData
from chassis.process.service import Service
from contracts.acceptance import refusals
from tests.contract.published import EVENTS, READERS, example, schema

READ = [(reader, event_type) for reader in READERS for event_type in reader.event_router.types]
every_reading = pytest.mark.parametrize(
    ("reader", "event_type"), [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in READ]
)


def wanted(reader: Service, event_type: str) -> type[ReceivedData]:
    """The model with the fields that `reader` uses of `event_type`."""
    data, _ = reader.event_router._handlers[event_type]
    return data


def test_there_are_readers() -> None:
    assert {reader.name for reader in READERS} >= {"commitments", "review"}


@every_reading
def test_what_is_read_is_published_by_one_of_the_readers_sources(reader: Service, event_type: str) -> None:
    assert event_type in EVENTS
    assert EVENTS[event_type][0].name in reader.sources


@every_reading
def test_a_reader_finds_all_its_fields_in_the_publishers_example(reader: Service, event_type: str) -> None:
    model = wanted(reader, event_type)
    read = model.model_validate(example(event_type)["data"])
    assert read.model_fields_set == model.model_fields.keys()


@every_reading
def test_a_reader_accepts_all_that_the_schema_allows_and_every_field_it_names_is_published(
    reader: Service, event_type: str
) -> None:
    model = wanted(reader, event_type)
    assert refusals(schema(event_type), model.model_json_schema(), tolerant=True) == []

"""Poison: no bytes on a topic can stop a reader."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.bus import Record
from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import UndecodableError, decode, decode_heartbeat, encode
from chassis.process.runtime import Runtime
from tests.property.chassis.test_coverage import forget_everything
from tests.support.chassis.arrivals import TOPIC, beats, covered, event, events, kept, subscription

some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
names = st.sampled_from([name for name, _ in encode(event(1)).headers]) | st.text(max_size=5)
told = dict(encode(event(1)).headers)
values = (
    st.sampled_from(sorted(told.values())) | st.binary(max_size=8) | st.just(b"application/cloudevents+json")
)
headers = st.lists(st.tuples(names, values), max_size=20).map(tuple)
edited = st.dictionaries(st.sampled_from(sorted(told)), values, max_size=3).map(
    lambda changes: tuple({**told, **changes}.items())
)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
).map(lambda value: json.dumps(value).encode())
contents = st.none() | st.binary(max_size=20) | documents | st.just(encode(event(1)).value)


@given(headers=headers | edited, value=contents)
def test_decoding_gives_an_event_or_says_that_there_is_none(
    headers: tuple[tuple[str, bytes], ...], value: bytes | None
) -> None:
    try:
        found = decode(Record(TOPIC, 0, 0, None, value, headers))
    except UndecodableError:
        return
    assert 1 <= found.sequence < 2**63


@given(value=contents)
def test_decoding_gives_a_heartbeat_or_says_that_there_is_none(value: bytes | None) -> None:
    try:
        found = decode_heartbeat(Record(HEARTBEAT, 0, 0, None, value, ()))
    except UndecodableError:
        return
    bytes.fromhex(found.hash)


@some
@given(headers=headers | edited, value=contents)
async def test_whatever_stands_between_two_events_both_are_applied(
    notebook: Runtime, headers: tuple[tuple[str, bytes], ...], value: bytes | None
) -> None:
    await forget_everything(notebook.database)
    member = subscription(notebook.database, notebook.bus)
    poison = Record(TOPIC, 0, 1, b"\x00", value, headers)
    await member.take([*events(7), poison, *events(8, first=2)])
    assert {7, 8} <= set(await kept(notebook.database))


@some
@given(value=contents)
async def test_whatever_stands_between_two_heartbeats_both_are_taken_in(
    notebook: Runtime, value: bytes | None
) -> None:
    await forget_everything(notebook.database)
    member = subscription(notebook.database, notebook.bus)
    await member.take(events(1, 2))
    poison = Record(HEARTBEAT, 0, 1, None, value, ())
    await member.take_heartbeats([*beats(1), poison, *beats(2, first=2)])
    assert await covered(notebook.database) == 2

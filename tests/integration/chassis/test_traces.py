"""Whatever one request causes, in whichever service and however much later, carries the request's trace."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis import ledger, timers
from chassis.base.tables import ledger as rows_of_ledger
from chassis.base.tables import timer
from chassis.bus import Record
from chassis.database import Database, Transaction
from chassis.ledger.events import decode, encode
from chassis.messaging.event_router import EventRouter
from chassis.process.ledger_api import structured
from chassis.process.runtime import Runtime
from chassis.telemetry import tracing
from chassis.telemetry.spans import Kind
from chassis.telemetry.trace_context import trace_id
from chassis.testing import eventually
from chassis.timers import Due, Timers
from tests.support.chassis.arrivals import arrived, buried, event, resume, subscription
from tests.support.chassis.ledgers import rows
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.received import POISON, WrittenNote
from tests.support.chassis.processes import environment
from tests.support.chassis.publishing import until_published
from tests.support.chassis.relays import published, relay, running
from tests.support.telemetry.remembering import Remembering

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OTHER = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01"
PAST = datetime.now(UTC) - timedelta(minutes=1)


@pytest.fixture
def spans() -> Iterator[Remembering]:
    """The spans of the test."""
    recorder = Remembering()
    with tracing.recording(recorder):
        yield recorder


@pytest_asyncio.fixture
async def owner_of_timer(notebook: Runtime) -> AsyncIterator[Timers]:
    """Fires the notebook's timers when it is told to."""
    yield Timers(notebook.database, notebook.service.timers)


async def post(client: httpx.AsyncClient, headers: Mapping[str, str], **body: str) -> None:
    answer = await client.post("/v1/notes", json={"text": "hello", **body}, headers=headers)
    assert answer.status_code == 201, answer.text


async def traceparents(database: Database) -> list[str | None]:
    return [row.traceparent for row in await rows(database)]


async def test_a_requests_trace_stands_in_the_ledger_and_comes_with_the_event(
    notebook: Runtime, client: httpx.AsyncClient, writer: Mapping[str, str]
) -> None:
    await post(client, {**writer, "traceparent": PARENT})
    await post(client, writer)
    assert await traceparents(notebook.database) == [PARENT, None]
    async with running(relay(notebook.database, notebook.bus)):
        await until_published(notebook, [1, 2])
    events, _ = await published(notebook.bus)
    assert [one.traceparent for one in events] == [PARENT, None]
    told = (await client.get("/v1/ledger")).json()["items"]
    assert [one.get("traceparent") for one in told] == [PARENT, None]


@pytest.mark.parametrize("header", ["", "nonsense", PARENT.upper(), f"ff{PARENT[2:]}", f"{PARENT}, {OTHER}"])
async def test_a_malformed_header_is_ignored(
    notebook: Runtime, client: httpx.AsyncClient, writer: Mapping[str, str], header: str
) -> None:
    await post(client, {**writer, "traceparent": header})
    assert await traceparents(notebook.database) == [None]


async def test_two_headers_are_none(
    notebook: Runtime, client: httpx.AsyncClient, writer: Mapping[str, str]
) -> None:
    headers = [*writer.items(), ("traceparent", PARENT), ("traceparent", OTHER)]
    answer = await client.post("/v1/notes", json={"text": "hello"}, headers=headers)
    assert answer.status_code == 201
    assert await traceparents(notebook.database) == [None]


@pytest.mark.parametrize("value", [b"", b"nonsense", b"\xff\xfe", b"00-\x00", PARENT.encode() + b"\n"])
async def test_an_event_with_a_malformed_trace_has_its_effect_all_the_same(
    notebook: Runtime, value: bytes
) -> None:
    message = encode(event(1))
    message = replace(message, headers=(*message.headers, ("ce_traceparent", value)))
    member = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take([arrived(message, 0)])
    assert decode(arrived(message, 0)).traceparent is None
    assert not await buried(notebook.database)
    assert sum(member.received.values()) == 1


@pytest.mark.parametrize("told", [PARENT, "nonsense", 7, None, {"a": [PARENT]}, "\x00"])
def test_in_structured_mode_a_trace_is_read_and_a_malformed_one_ignored(told: object) -> None:
    content = (("content-type", b"application/cloudevents+json"),)
    body = json.dumps({**structured(event(1)), "traceparent": told}).encode()
    read = decode(Record("compact.notebook", 0, 0, None, body, content))
    assert read == replace(event(1), traceparent=PARENT if told == PARENT else None)


async def test_a_timer_goes_on_in_the_trace_of_the_request_that_scheduled_it(
    notebook: Runtime, client: httpx.AsyncClient, writer: Mapping[str, str], owner_of_timer: Timers
) -> None:
    await post(client, {**writer, "traceparent": PARENT}, remind_at=PAST.isoformat())
    assert await owner_of_timer.fire_next()
    assert await traceparents(notebook.database) == [PARENT, PARENT]


async def test_a_timer_that_is_moved_belongs_to_the_request_that_moved_it(
    notebook: Runtime, owner_of_timer: Timers
) -> None:
    for traceparent in (PARENT, OTHER):
        with tracing.within(traceparent):
            async with notebook.database.transaction() as tx:
                await notes.remind(tx, "note", PAST)
    async with notebook.database.reading() as session:
        assert (await session.execute(select(timer.c.traceparent))).scalar_one() == OTHER
    assert await owner_of_timer.fire_next()
    assert await traceparents(notebook.database) == [OTHER]


async def test_a_handler_is_told_the_trace_of_what_is_due(notebook: Runtime) -> None:
    seen: list[str | None] = []

    async def look(tx: Transaction, due: Due) -> None:
        seen.extend((due.traceparent, tx.origin.traceparent, tracing.current()))

    with tracing.within(PARENT):
        async with notebook.database.transaction() as tx:
            await timers.schedule(tx, notes.REMINDER, "note", PAST)
    await Timers(notebook.database, {notes.REMINDER: look}).fire_next()
    assert seen == [PARENT] * 3
    assert tracing.current() is None


async def test_events_of_one_trace_are_handled_in_it_and_events_of_several_in_none(notebook: Runtime) -> None:
    seen: list[tuple[str | None, list[str | None]]] = []
    event_router = EventRouter()

    @event_router.on("compact.note.written.v1", WrittenNote)
    async def look(tx: Transaction, received: object) -> None:
        assert tx.origin.traceparent == tracing.current()
        assert isinstance(received, list)
        seen.append((tracing.current(), [one.traceparent for one in received]))

    member = subscription(notebook.database, notebook.bus, handlers=event_router)
    await resume(member)
    for first, traces in ((1, [PARENT, PARENT]), (3, [PARENT, OTHER]), (5, [PARENT, None])):
        batch = [replace(event(first + at), traceparent=trace) for at, trace in enumerate(traces)]
        await member.take([arrived(encode(one), first - 1 + at) for at, one in enumerate(batch)])
    assert seen == [(PARENT, [PARENT, PARENT]), (None, [PARENT, OTHER]), (None, [PARENT, None])]


async def test_facts_of_several_traces_keep_them_apart_in_one_transaction(notebook: Runtime) -> None:
    async with notebook.database.transaction() as tx:
        for traceparent in (PARENT, OTHER, None):
            with tracing.within(traceparent):
                await notes.write(tx, "hello")
    assert await traceparents(notebook.database) == [PARENT, OTHER, None]


async def test_the_chain_of_hashes_is_whole_with_traces_and_does_not_depend_on_them(
    notebook: Runtime, owner: Database
) -> None:
    with tracing.within(PARENT):
        async with notebook.database.transaction() as tx:
            await notes.write(tx, "hello")
    async with owner.engine.begin() as connection:
        assert (await ledger.verify(connection, full=True)).fault is None
        await connection.execute(rows_of_ledger.update().values(traceparent=None))
        assert (await ledger.verify(connection, full=True)).fault is None


async def test_a_request_its_event_and_its_timer_are_spans_of_one_trace(
    notebook: Runtime,
    client: httpx.AsyncClient,
    writer: Mapping[str, str],
    owner_of_timer: Timers,
    spans: Remembering,
) -> None:
    await post(client, {**writer, "traceparent": PARENT}, remind_at=PAST.isoformat())
    await owner_of_timer.fire_next()
    member = subscription(notebook.database, notebook.bus)
    async with running(relay(notebook.database, notebook.bus), member):

        async def received() -> bool:
            return bool(member.received)

        await eventually(received)
    request, fired = spans.the("write_note"), spans.the("fire reminder")
    sent, got = (spans.the(f"{verb} compact.note.written.v1") for verb in ("publish", "receive"))
    assert (request.kind, request.parent) == (Kind.SERVER, PARENT)
    assert request.attributes["http.response.status_code"] == 201
    assert (sent.kind, sent.parent) == (Kind.PRODUCER, request.traceparent)
    assert (got.kind, got.parent) == (Kind.CONSUMER, request.traceparent)
    assert fired.parent == request.traceparent
    assert [one.parent for one in spans.named("append to ledger")] == [request.traceparent, fired.traceparent]
    assert {trace_id(one.traceparent) for one in spans.spans} == {trace_id(PARENT)}
    assert all(one.ended and one.error is None for one in spans.spans)


async def test_without_a_caller_a_request_begins_a_trace_but_a_monitors_does_not(
    client: httpx.AsyncClient, notebook: Runtime, writer: Mapping[str, str], spans: Remembering
) -> None:
    for path in ("/health/live", "/health/ready", "/metrics"):
        await client.get(path)
    await post(client, writer)
    assert spans.the("write_note").parent is None
    assert {one.name for one in spans.spans} == {"write_note", "append to ledger"}
    assert await traceparents(notebook.database) == [spans.the("write_note").traceparent]


async def test_what_fails_is_marked_with_the_kind_of_failure(
    notebook: Runtime, client: httpx.AsyncClient, spans: Remembering
) -> None:
    await client.get("/v1/shelves/desk/notes?limit=none")
    assert spans.the("list_notes").error is None, "the caller's fault is no failure of ours"
    await notebook.database.close()
    member = subscription(notebook.database, notebook.bus)
    await resume(member)
    await member.take([arrived(encode(replace(event(1, POISON), traceparent=PARENT)), 0)])
    failed = spans.named("receive compact.note.written.v1")
    assert {one.error for one in failed} == {"RefusedError"}


def test_a_span_has_links_and_is_the_present_work_within_its_block(spans: Remembering) -> None:
    with tracing.span("outer", parent=PARENT, links=[OTHER]) as outer:
        with tracing.span("inner", attributes={"a": 1}) as inner:
            assert tracing.current() == inner.traceparent
        assert tracing.current() == outer.traceparent
    assert tracing.current() is None
    assert spans.the("outer").links == [OTHER]
    assert spans.the("inner").parent == outer.traceparent
    assert spans.the("inner").attributes == {"a": 1}


def test_without_a_recorder_a_span_only_follows_its_trace() -> None:
    with tracing.span("work", parent=PARENT) as work:
        work.rename("other work")
        work.note({"a": 1})
        assert work.traceparent == tracing.current() == PARENT
    with tracing.span("work") as work:
        assert work.traceparent is None


async def test_a_line_of_the_log_names_the_trace() -> None:
    code = (
        "import structlog; from chassis.telemetry import logs, tracing; logs.configure_logs('notebook')\n"
        "log = structlog.get_logger(); log.info('outside')\n"
        f"with tracing.within('{PARENT}'): log.info('inside')"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), env=environment(), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    outside, inside = map(json.loads, out.splitlines())
    assert "trace_id" not in outside
    assert inside["trace_id"] == trace_id(PARENT)
    assert inside["service"] == "notebook"

"""The command line: each verb does its work or says in one sentence why not, and ends when it is told to."""

import asyncio
import json
import signal
import socket
import time
from collections.abc import Mapping

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from chassis.base.child_process import free_port
from chassis.database import Database
from chassis.ledger.events import encode
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.arrivals import arrived, buried, current_texts, event, events, subscription
from tests.support.chassis.ledgers import alter, rows
from tests.support.chassis.notebook import notes
from tests.support.chassis.notebook.received import POISON
from tests.support.chassis.processes import Ended, run, serving, start
from tests.support.chassis.relays import sequences
from tests.support.telemetry.scrapes import scrape


@pytest.fixture
def settings(notebook: Runtime, owner: Database) -> dict[str, str]:
    return {
        "database_url": notebook.database.url,
        "migration_url": owner.url,
        "bus_url": notebook.settings.bus_url.get_secret_value(),
        "retry_patience": "0.1",
    }


def check_one_sentence(ended: Ended, code: int, *words: str) -> None:
    assert ended.code == code, ended
    lines = ended.err.splitlines()
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("notebook: ")
    assert all(word in lines[0] for word in words), lines[0]


async def test_a_serving_process_ends_within_three_seconds_of_being_told(
    settings: Mapping[str, str],
) -> None:
    async with serving("serve", **settings) as one:
        began = time.monotonic()
        ended = await one.end(signal.SIGTERM)
        assert ended.code == 0
        assert time.monotonic() - began < 3
        assert "Traceback" not in ended.out + ended.err


async def test_a_working_process_ends_within_three_seconds_of_being_told(
    notebook: Runtime, settings: Mapping[str, str]
) -> None:
    working = await start("notebook", "work", settings={**settings, "port": str(free_port())})
    async with notebook.database.transaction() as tx:
        await notes.write(tx, "work")

    async def published() -> bool:
        return await sequences(notebook.bus) == [1]

    await eventually(published, within=30)
    began = time.monotonic()
    working.send_signal(signal.SIGINT)
    await asyncio.wait_for(working.communicate(), 3)
    assert working.returncode == 0
    assert time.monotonic() - began < 3


async def test_a_working_process_answers_for_its_health_and_metrics_and_nothing_else(
    settings: Mapping[str, str],
) -> None:
    async with serving("work", **settings) as one, httpx.AsyncClient(base_url=one.url) as client:

        async def ready() -> bool:
            return (await client.get("/health/ready")).status_code == 200

        await eventually(ready, within=20)
        told = await scrape(client)
        assert told("compact_part_running", part="relay") == 1
        assert told("compact_database_up") == 1
        for path in ("/v1/ledger", "/v1/shelves/desk/notes"):
            assert (await client.get(path)).status_code == 404
        assert (await asyncio.wait_for(one.end(), 3)).code == 0


async def test_a_request_in_progress_is_answered_before_the_end(
    notebook: Runtime, owner: Database, settings: Mapping[str, str]
) -> None:
    async with serving("serve", **settings) as one, httpx.AsyncClient(timeout=10) as client:
        async with owner.transaction() as tx:
            await tx.execute(text("LOCK TABLE notebook.note IN ACCESS EXCLUSIVE MODE"))
            asking = asyncio.create_task(client.get(f"{one.url}/v1/shelves/desk/notes"))
            await eventually(lambda: waits(notebook.database))
            ending = asyncio.create_task(one.end())
        assert (await asking).status_code == 200
        assert (await ending).code == 0


async def waits(database: Database) -> bool:
    waiting = (
        "SELECT count(*) > 0 FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with database.reading() as session:
        return bool((await session.execute(text(waiting))).scalar_one())


async def test_one_process_serves_publishes_receives_and_reminds(
    notebook: Runtime, settings: Mapping[str, str]
) -> None:
    async with notebook.database.transaction() as tx:
        await notes.write(tx, "hello")

    async def received() -> bool:
        return await current_texts(notebook.database) == ["hello"]

    async with serving("run", **settings) as one, httpx.AsyncClient(base_url=one.url) as client:
        await eventually(received, within=20)

        async def ready() -> bool:
            return (await client.get("/health/ready")).status_code == 200

        await eventually(ready)
        assert len((await client.get("/v1/ledger")).json()["items"]) == 1
        assert (await client.post("/v1/notes", json={"text": "a"})).json()["status"] == 401
        assert (await asyncio.wait_for(one.end(), 3)).code == 0


async def test_a_port_that_is_taken_is_told_in_one_sentence(settings: Mapping[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        check_one_sentence(await run("serve", settings={**settings, "port": port}), 1, port, "in use")


async def test_missing_settings_are_told_one_by_one() -> None:
    ended = await run("serve", settings={"port": "no number"})
    assert ended.code == 2
    told = [line.partition(":")[2].split(":")[0] for line in ended.err.splitlines()]
    assert told == [f" setting NOTEBOOK_{name}" for name in ("DATABASE_URL", "BUS_URL", "PORT")]


async def test_settings_that_cannot_be_are_told_without_telling_a_secret() -> None:
    ended = await run(
        "serve", settings={"database_url": "mysql://u:hush@h/d", "bus_url": "hush", "port": "hush"}
    )
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 3
    assert "hush" not in ended.err


async def test_a_stale_schema_is_told_in_one_sentence(settings: Mapping[str, str], owner: Database) -> None:
    await alter(owner, "DELETE FROM notebook.alembic_version")
    check_one_sentence(await run("run", settings=settings), 1, "python -m notebook migrate")


@pytest.mark.parametrize("verb", ["serve", "work", "migrate"])
async def test_the_schema_of_a_later_release_is_told_in_one_sentence(
    settings: Mapping[str, str], owner: Database, verb: str
) -> None:
    await alter(owner, "UPDATE notebook.alembic_version SET version_num = '9999'")
    check_one_sentence(await run(verb, settings=settings), 1, "9999", "later one")


async def test_a_password_may_be_a_setting_of_its_own(settings: Mapping[str, str]) -> None:
    password = str(make_url(settings["database_url"]).password)
    without = settings["database_url"].replace(f":{password}@", "@")
    apart = {**settings, "database_url": without, "database_password": password}
    async with serving("serve", **apart) as one, httpx.AsyncClient(base_url=one.url) as client:
        assert (await client.get("/health/ready")).status_code == 200


async def test_an_authority_that_is_not_there_is_told_in_one_sentence(settings: Mapping[str, str]) -> None:
    ended = await run("work", settings={**settings, "bus_ca_file": "/nowhere/authority.pem"})
    check_one_sentence(ended, 2, "NOTEBOOK_BUS_CA_FILE")


async def test_a_database_that_does_not_answer_is_told_in_one_sentence(settings: Mapping[str, str]) -> None:
    nowhere = {**settings, "database_url": "postgresql://u:hush@127.0.0.1:1/d"}
    ended = await run("serve", settings=nowhere)
    check_one_sentence(ended, 1)
    assert "hush" not in ended.err


async def test_a_wrong_password_is_told_in_one_sentence(settings: Mapping[str, str]) -> None:
    credentials, _, place = settings["database_url"].rpartition("@")
    user = credentials.rpartition(":")[0]
    wrong = {**settings, "database_url": f"{user}:wrong@{place}"}
    check_one_sentence(await run("serve", settings=wrong), 1, "password")


async def test_the_description_needs_no_settings() -> None:
    ended = await run("openapi", settings={})
    assert ended.code == 0
    assert json.loads(ended.out)["paths"]["/v1/notes"]["post"]["operationId"] == "write_note"


async def test_the_ledger_is_verified_and_a_fault_is_told(
    notebook: Runtime, owner: Database, settings: Mapping[str, str]
) -> None:
    async with notebook.database.transaction() as tx:
        await notes.write(tx, "hello")
    assert (await run("ledger", "verify", settings=settings)).code == 0
    await alter(owner, "UPDATE chassis.ledger SET party = 'NAM'")
    ended = await run("ledger", "verify", "--full", settings=settings)
    assert ended.code == 1
    assert "NOT whole" in ended.out


async def test_an_event_is_redacted(notebook: Runtime, settings: Mapping[str, str]) -> None:
    async with notebook.database.transaction() as tx:
        await notes.write(tx, "a name")
    redacted = (await rows(notebook.database))[0].id
    assert (await run("ledger", "redact", str(redacted), "--reason", "a name", settings=settings)).code == 0
    assert (await rows(notebook.database))[0].data is None


async def test_dead_letters_are_listed_and_replayed(notebook: Runtime, settings: Mapping[str, str]) -> None:
    batch = [arrived(encode(event(1, POISON)), 0), *events(2, first=1)]
    await subscription(notebook.database, notebook.bus).take(batch)
    await alter(notebook.database, "UPDATE chassis.dead_letter SET value = :value", value=batch[1].value)
    listed = await run("dead-letters", "list", settings=settings)
    assert listed.code == 1
    assert "compact.notebook[0]@0" in listed.out
    assert (await run("dead-letters", "replay", settings=settings)).code == 0
    assert await buried(notebook.database) == []


async def test_a_dead_letter_is_given_up_with_a_reason(
    notebook: Runtime, settings: Mapping[str, str]
) -> None:
    await subscription(notebook.database, notebook.bus).take([arrived(encode(event(1, POISON)), 0)])
    letter = str((await buried(notebook.database))[0].id)
    assert (await run("dead-letters", "discard", letter, settings=settings)).code == 2
    given_up = await run("dead-letters", "discard", letter, "--reason", "spoilt", settings=settings)
    assert given_up.code == 0
    assert "is given up" in given_up.out
    assert await buried(notebook.database) == []


async def test_a_replay_publishes_again_what_a_running_relay_has_published(
    notebook: Runtime, settings: Mapping[str, str]
) -> None:
    async with notebook.database.transaction() as tx:
        for _ in range(3):
            await notes.write(tx, "hello")

    async def published(*wanted: int) -> bool:
        return await sequences(notebook.bus) == list(wanted)

    notebook.start_worker()
    await eventually(lambda: published(1, 2, 3))
    assert (await run("replay", "--after", "1", settings=settings)).code == 0
    await eventually(lambda: published(1, 2, 3, 2, 3))


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("2", "Nothing stands after sequence 2: the ledger ends at 1."),
        ("-1", "a sequence is 0 or a larger whole number, not -1"),
        ("soon", "a sequence is 0 or a larger whole number, not soon"),
    ],
)
async def test_a_replay_of_what_is_not_there_is_refused_with_the_reason(
    notebook: Runtime, settings: Mapping[str, str], after: str, reason: str
) -> None:
    async with notebook.database.transaction() as tx:
        await notes.write(tx, "hello")
    refused = await run("replay", f"--after={after}", settings=settings)
    assert refused.code != 0
    assert "publishes again" not in refused.out
    assert reason in refused.err

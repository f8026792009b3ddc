"""Epochs: a restored database is noticed, and whoever reads from it comes to know the same as it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from chassis import ledger
from chassis.base.identifiers import new_id
from chassis.bus import Record
from chassis.database import Database
from chassis.ledger import epochs
from chassis.ledger.events import encode
from chassis.local_postgres.access import PostgresAccess, owner_of
from chassis.local_postgres.cluster import binaries
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import role_of
from tests.support.chassis.arrivals import (
    EPOCH,
    arrived,
    beat,
    covered,
    current_texts,
    event,
    subscription,
)
from tests.support.chassis.fixtures import MakeNotebookDatabase
from tests.support.chassis.ledgers import head
from tests.support.chassis.notebook import notes
from tests.support.chassis.relays import published, relay, running

NEXT = new_id()


async def write(database: Database, *texts: str) -> None:
    async with database.transaction() as tx:
        for line in texts:
            await notes.write(tx, line)


async def renew(database: Database, *, force: bool = False) -> bool:
    async with database.engine.begin() as connection:
        return await ledger.renew_epoch(connection, force=force)


def copy(server: PostgresAccess, name: str, to: str) -> None:
    end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    server.execute(f"{end_sessions}; CREATE DATABASE {to} TEMPLATE {name}")


def put_back(server: PostgresAccess, copied: str, url: str) -> None:
    """Let the copy take the place of the database at `url`, as an operator does after a loss."""
    name, role = url.rpartition("/")[2], role_of(url)
    end_sessions = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    server.execute(f"{end_sessions}; DROP DATABASE {name} WITH (FORCE)")
    server.execute(
        f"ALTER DATABASE {copied} RENAME TO {name}; ALTER DATABASE {name} OWNER TO {owner_of(role)};"
        f"GRANT CONNECT ON DATABASE {name} TO {role}"
    )


@contextmanager
def dumped(server: PostgresAccess, name: str, file: Path) -> Iterator[None]:
    """Dump the database, and restore the dump over it at the end."""
    url = server.url(name)
    subprocess.run([binaries() / "pg_dump", "-Fc", "-f", file, "-d", url], check=True)
    yield
    restore: list[str | Path] = [
        binaries() / "pg_restore",
        "--clean",
        "--if-exists",
        "--single-transaction",
        "-d",
        url,
        file,
    ]
    subprocess.run(restore, check=True)


async def test_a_database_that_stays_what_it_is_keeps_its_epoch(notebook: Runtime) -> None:
    before = await head(notebook.database)
    assert not await renew(notebook.database)
    assert await head(notebook.database) == before


async def test_a_copy_of_a_database_gets_an_epoch_of_its_own(
    notebook: Runtime, postgres_server: PostgresAccess
) -> None:
    name = notebook.database.url.rpartition("/")[2]
    await write(notebook.database, "kept")
    before = await head(notebook.database)
    copy(postgres_server, name, f"{name}_copy")
    put_back(postgres_server, f"{name}_copy", notebook.database.url)
    await notebook.database.engine.dispose()
    assert await renew(notebook.database)
    after = await head(notebook.database)
    assert after.epoch > before.epoch
    assert (after.position, after.hash) == (before.position, before.hash)
    assert not await renew(notebook.database)


async def test_a_dump_that_is_restored_over_the_same_database_is_noticed(
    notebook: Runtime, postgres_server: PostgresAccess, tmp_path: Path
) -> None:
    name = notebook.database.url.rpartition("/")[2]
    await write(notebook.database, "kept")
    before = await head(notebook.database)
    with dumped(postgres_server, name, tmp_path / "dump"):
        await write(notebook.database, "lost")
    await notebook.database.engine.dispose()
    assert (await head(notebook.database)).position == 1
    assert await renew(notebook.database)
    assert (await head(notebook.database)).epoch > before.epoch


async def test_an_operator_can_begin_a_new_epoch(notebook: Runtime) -> None:
    before = await head(notebook.database)
    assert await renew(notebook.database, force=True)
    assert (await head(notebook.database)).epoch > before.epoch


async def test_a_new_epoch_is_later_than_the_former_even_if_the_clock_stepped_back(
    notebook: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await head(notebook.database)
    monkeypatch.setattr(epochs, "new_id", lambda: UUID(int=before.epoch.int - (1 << 90)))
    given = [before.epoch]
    for _ in range(3):
        assert await renew(notebook.database, force=True)
        given.append((await head(notebook.database)).epoch)
    assert given == sorted(set(given))
    assert all(epoch.version == 7 for epoch in given)


async def test_a_new_epoch_publishes_the_whole_ledger_again_under_itself(notebook: Runtime) -> None:
    await write(notebook.database, "one", "two")
    first = (await head(notebook.database)).epoch

    async def all_published(number: int) -> bool:
        return len((await published(notebook.bus))[0]) == number

    async with running(relay(notebook.database, notebook.bus)):
        await eventually(lambda: all_published(2))
        await renew(notebook.database, force=True)
        await eventually(lambda: all_published(4))
    second = (await head(notebook.database)).epoch
    events, beats = await published(notebook.bus)
    assert [(event.epoch, event.sequence) for event in events] == [
        (first, 1),
        (first, 2),
        (second, 1),
        (second, 2),
    ]
    assert [event.id for event in events[:2]] == [event.id for event in events[2:]]
    assert all(beat.epoch in {first, second} for beat in beats)


def _events(epoch: UUID, *texts: str, first: int) -> list[Record]:
    told = [event(number, line, epoch=epoch) for number, line in enumerate(texts, 1)]
    return [arrived(encode(one), first + at) for at, one in enumerate(told)]


async def test_while_a_new_epoch_is_read_the_former_one_stays_in_force(notebook: Runtime) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(_events(EPOCH, "a", "b", "lost", first=0))
    await member.take_heartbeats([arrived(beat(3).message(), 0)])

    await member.take(_events(NEXT, "a", first=3))
    await member.take_heartbeats([arrived(beat(2, epoch=NEXT).message(), 1)])
    assert await current_texts(notebook.database) == ["a", "b", "lost"]
    assert await covered(notebook.database, NEXT) is None

    await member.take(_events(NEXT, "a", "b", first=4))
    await member.take_heartbeats([arrived(beat(2, epoch=NEXT).message(), 2)])
    assert await current_texts(notebook.database) == ["a", "b"]


async def test_what_still_arrives_of_a_former_epoch_changes_nothing_that_is_in_force(
    notebook: Runtime,
) -> None:
    member = subscription(notebook.database, notebook.bus)
    await member.take(_events(NEXT, "a", first=0))
    await member.take_heartbeats([arrived(beat(1, epoch=NEXT).message(), 0)])
    await member.take(_events(EPOCH, "a", "b", first=1))
    await member.take_heartbeats([arrived(beat(2, after=9.0).message(), 1)])
    assert await current_texts(notebook.database) == ["a"]


async def test_a_reader_of_a_restored_service_ends_with_what_the_service_has(
    notebook: Runtime, make_notebook_database: MakeNotebookDatabase, postgres_server: PostgresAccess
) -> None:
    reader = await make_notebook_database()
    name = notebook.database.url.rpartition("/")[2]

    async def knows(*texts: str) -> bool:
        return await current_texts(reader) == list(texts)

    async def publish_until(*texts: str) -> None:
        async with running(relay(notebook.database, notebook.bus), subscription(reader, notebook.bus)):
            await eventually(lambda: knows(*texts))

    await write(notebook.database, "a", "b")
    await publish_until("a", "b")
    copy(postgres_server, name, f"{name}_copy")
    await notebook.database.engine.dispose()
    await write(notebook.database, "lost")
    await publish_until("a", "b", "lost")

    await notebook.database.engine.dispose()
    put_back(postgres_server, f"{name}_copy", notebook.database.url)
    await publish_until("a", "b")
    await write(notebook.database, "new")
    await publish_until("a", "b", "new")

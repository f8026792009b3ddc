"""PostgreSQL goes back in time or fails over: its new timeline is a new epoch of each ledger in it."""

import shutil
import subprocess
from pathlib import Path
from uuid import UUID

from chassis import ledger
from chassis.database import Database
from chassis.local_postgres.server import PostgresServer
from chassis.testing import eventually
from chassis.testing.plugin import migrated_database
from tests.support.chassis.ledgers import head, rows
from tests.support.chassis.notebook import notes

UNWRITTEN = "CREATE TABLE filler AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 100000)"
"""Leaves so much in memory that the checkpoint after a promotion takes its time."""


def open_ledger(url: str) -> Database:
    return Database(url, name="notebook", pool_size=1)


async def write(url: str, text: str) -> None:
    async with open_ledger(url) as database, database.transaction() as tx:
        await notes.write(tx, text)


async def epoch(url: str) -> UUID:
    async with open_ledger(url) as database:
        found: UUID = (await head(database)).epoch
    return found


async def renew(url: str) -> bool:
    async with open_ledger(url) as database, database.engine.begin() as connection:
        return await ledger.renew_epoch(connection)


def copy(folder: Path, to: Path) -> None:
    """Copy a folder with the rights and the owners of all that is in it."""
    subprocess.run(["cp", "-a", folder, to], check=True)


def begin_as(server: PostgresServer, signal: str, **settings: str) -> None:
    """Start the server with a signal file that tells it how to begin, and with more settings."""
    cluster = server.data_dir / "cluster"
    (cluster / signal).touch()
    with (cluster / "postgresql.auto.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    server.start()


async def test_a_promoted_standby_begins_a_new_epoch_at_once(own_postgres_server: PostgresServer) -> None:
    server = own_postgres_server
    url = await migrated_database(server, "notebook")
    before = await epoch(url)
    server.execute(UNWRITTEN)
    server.kill()
    begin_as(server, "standby.signal")
    assert server.execute("SELECT pg_is_in_recovery()") == "t"
    server.execute("SELECT pg_promote()")
    assert await renew(url)
    assert await epoch(url) > before
    assert not await renew(url)


async def test_a_recovery_to_a_point_in_time_begins_a_new_epoch(own_postgres_server: PostgresServer) -> None:
    server = own_postgres_server
    url = await migrated_database(server, "notebook")
    before = await epoch(url)
    server.stop()
    cluster, base, archive = (server.data_dir / name for name in ("cluster", "base", "archive"))
    copy(cluster, base)
    server.start()
    await write(url, "kept")
    point = server.execute("SELECT clock_timestamp()")
    await write(url, "lost")
    server.stop()
    copy(cluster / "pg_wal", archive)
    shutil.rmtree(cluster)
    base.rename(cluster)
    begin_as(
        server,
        "recovery.signal",
        restore_command='cp "../archive/%f" "%p"',
        recovery_target_time=point,
        recovery_target_action="promote",
    )

    async def recovered() -> bool:
        return server.execute("SELECT pg_is_in_recovery()") == "f"

    await eventually(recovered)
    async with open_ledger(url) as database:
        assert len(await rows(database)) == 1
    assert await renew(url)
    assert await epoch(url) > before
    assert not await renew(url)

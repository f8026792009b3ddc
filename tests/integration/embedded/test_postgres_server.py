"""A PostgreSQL server of our own: what it keeps, whom it lets in, and how it is hurt in drills."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chassis.base.child_process import free_port
from chassis.local_postgres import cluster as postgres_cluster
from chassis.local_postgres.access import owner_of
from chassis.local_postgres.server import PostgresServer, PostgresUnavailable


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        await connection.close()


async def test_what_was_committed_outlives_a_crash(tmp_path: Path) -> None:
    with PostgresServer(tmp_path / "postgres") as server:
        port = server.port
        async with connected(server.url("postgres")) as connection:
            await connection.execute("CREATE TABLE fact AS SELECT 1 AS value")
            server.kill()
        assert not server.running
        server.start()
        assert server.port == port
        async with connected(server.url("postgres")) as connection:
            assert await connection.fetchval("SELECT value FROM fact") == 1


def test_the_port_is_remembered(tmp_path: Path) -> None:
    ports = set()
    for _ in range(2):
        with PostgresServer(tmp_path / "postgres", durable=False) as server:
            ports.add(server.port)
    assert len(ports) == 1


async def test_a_service_may_enter_its_own_database_only(postgres_server: PostgresServer) -> None:
    for name in ("one", "two"):
        postgres_server.ensure_service(name)
    async with connected(postgres_server.url("one", "one")) as connection:
        assert await connection.fetchval("SELECT current_user") == "one"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres_server.url("two", "one"))


async def test_only_the_owner_of_a_services_database_can_make_a_schema(
    postgres_server: PostgresServer,
) -> None:
    postgres_server.ensure_service("three")
    async with connected(postgres_server.url("three", "three")) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE SCHEMA mine")
    async with connected(postgres_server.url("three", owner_of("three"))) as connection:
        await connection.execute("CREATE SCHEMA mine")


async def test_a_wrong_password_is_refused(postgres_server: PostgresServer) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres_server.url("postgres", password="wrong"))


async def test_names_and_passwords_of_any_spelling_work(postgres_server: PostgresServer) -> None:
    role, password = "o\"Brien's \\role", "p@ss/w:rd'\\ %"
    postgres_server.ensure_role(role, password)
    postgres_server.ensure_database("a b", role)
    async with connected(postgres_server.url("a b", role, password)) as connection:
        assert await connection.fetchval("SELECT current_user") == role


async def test_a_frozen_server_says_nothing_until_it_is_resumed(
    own_postgres_server: PostgresServer,
) -> None:
    async with connected(own_postgres_server.url("postgres")) as connection:
        own_postgres_server.pause()
        with pytest.raises(TimeoutError):
            await asyncpg.connect(own_postgres_server.url("postgres"), timeout=0.3)
        own_postgres_server.resume()
        assert await connection.fetchval("SELECT 1") == 1


def test_a_frozen_server_can_be_stopped(own_postgres_server: PostgresServer) -> None:
    own_postgres_server.pause()
    own_postgres_server.stop()
    assert not own_postgres_server.running


def test_a_pid_file_left_by_a_crash_keeps_nobody_out(own_postgres_server: PostgresServer) -> None:
    pid_file = own_postgres_server.data_dir / "cluster" / "postmaster.pid"
    own_postgres_server.kill()
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join(["1", *lines[1:]]))
    assert own_postgres_server.start().running


def test_a_second_server_on_the_same_folder_is_refused(
    own_postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_cluster, "PREDECESSOR_TIMEOUT", 0.1)
    with pytest.raises(PostgresUnavailable, match="Another PostgreSQL"):
        PostgresServer(own_postgres_server.data_dir).start()


def test_a_start_that_fails_says_why(postgres_server: PostgresServer, tmp_path: Path) -> None:
    second = PostgresServer(tmp_path / "postgres", port=postgres_server.port, durable=False)
    with pytest.raises(PostgresUnavailable, match=f"Port {postgres_server.port} is in use"):
        second.start()


def test_an_interrupted_initdb_is_not_mistaken_for_a_cluster(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "cluster.unfinished").mkdir(parents=True)
    with PostgresServer(tmp_path / "postgres", port=free_port(), durable=False) as server:
        assert server.running


def test_the_password_can_be_read_by_its_owner_only(postgres_server: PostgresServer) -> None:
    assert (postgres_server.data_dir / "password").stat().st_mode & 0o077 == 0


async def test_a_folder_that_nobody_else_may_enter_stays_closed_to_them(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir(mode=0o700)
    with PostgresServer(secret / "postgres", durable=False) as server:
        server.kill()
        server.start()
        async with connected(server.url("postgres")) as connection:
            assert await connection.fetchval("SELECT 1") == 1
    assert secret.stat().st_mode & 0o077 == 0

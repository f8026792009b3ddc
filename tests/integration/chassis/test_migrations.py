"""Migrations: safe to repeat, safe together, complete, and asked for before anything starts."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError

from chassis.database import Database
from chassis.local_postgres.access import PostgresAccess, owner_of
from chassis.migrations import NewerSchemaError, drift, is_current, upgrade
from chassis.process.runtime import Runtime, StaleSchemaError, open_runtime
from chassis.testing.plugin import owner_url
from tests.support.chassis.ledgers import alter, head
from tests.support.chassis.notebook.app import service
from tests.support.chassis.notebook.tables import metadata
from tests.support.chassis.processes import run


async def test_upgrading_twice_changes_nothing(notebook: Runtime, owner: Database) -> None:
    before = await head(notebook.database)
    await upgrade(owner.url, "notebook")
    assert await head(notebook.database) == before


async def test_four_processes_may_upgrade_at_once(postgres_server: PostgresAccess) -> None:
    postgres_server.ensure_service("crowd")
    settings = {
        "database_url": postgres_server.url("crowd", "crowd"),
        "migration_url": postgres_server.url("crowd", owner_of("crowd")),
        "bus_url": "postgresql://nobody/nothing",
    }
    ended = await asyncio.gather(*(run("migrate", settings=settings) for _ in range(4)))
    assert [(one.code, one.err) for one in ended] == [(0, "")] * 4
    assert await is_current(settings["database_url"], "notebook")


async def test_the_tables_in_code_are_those_in_the_database(
    notebook: Runtime, postgres_server: PostgresAccess
) -> None:
    assert await drift(owner_url(postgres_server, notebook.database.url), "notebook", metadata) == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE chassis.timer ADD COLUMN mood text",
        "ALTER TABLE chassis.inbox ALTER COLUMN sequence TYPE numeric",
        "DROP INDEX chassis.ix_timer_next",
        "ALTER TABLE notebook.note ALTER COLUMN shelf DROP NOT NULL",
        "DROP TABLE notebook.reminder",
    ],
)
async def test_a_difference_between_code_and_database_is_found(
    notebook: Runtime, owner: Database, statement: str
) -> None:
    await alter(owner, statement)
    assert len(await drift(owner.url, "notebook", metadata)) >= 1


@pytest.mark.parametrize("schema", ["chassis", "notebook"])
async def test_nothing_starts_on_a_stale_schema(notebook: Runtime, owner: Database, schema: str) -> None:
    await alter(owner, f"DELETE FROM {schema}.alembic_version")
    with pytest.raises(StaleSchemaError, match="python -m notebook migrate"):
        async with open_runtime(service, notebook.settings):
            pass


@pytest.mark.parametrize("schema", ["chassis", "notebook"])
async def test_nothing_starts_on_the_schema_of_a_later_release(
    notebook: Runtime, owner: Database, schema: str
) -> None:
    await alter(owner, f"UPDATE {schema}.alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchemaError, match=f"{schema} stands at 9999"):
        async with open_runtime(service, notebook.settings):
            pass
    with pytest.raises(NewerSchemaError):
        await upgrade(owner.url, "notebook")


async def test_an_empty_database_is_not_current(postgres_server: PostgresAccess) -> None:
    postgres_server.ensure_service("empty")
    assert not await is_current(postgres_server.url("empty", "empty"), "notebook")


async def test_the_services_role_cannot_change_the_schema_but_works_with_its_tables_and_later_ones(
    postgres_server: PostgresAccess,
) -> None:
    postgres_server.ensure_service("roles")
    owner = Database(postgres_server.url("roles", owner_of("roles")), name="owner", pool_size=1)
    database = Database(postgres_server.url("roles", "roles"), name="roles", pool_size=1)
    await upgrade(owner.url, "notebook")
    await alter(owner, "CREATE TABLE notebook.later (id int)")
    for statement in (
        "INSERT INTO notebook.reminder (subject) VALUES ('a')",
        "DELETE FROM notebook.reminder",
        "INSERT INTO notebook.later VALUES (1)",
    ):
        await alter(database, statement)
    for statement in ("CREATE TABLE notebook.own (id int)", "CREATE TABLE public.own (id int)"):
        with pytest.raises(DBAPIError, match="permission denied"):
            await alter(database, statement)
    await owner.close()
    await database.close()

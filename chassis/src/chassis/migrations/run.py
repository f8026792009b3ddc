"""Running Alembic from code: two lineages in each database, the chassis's and the service's own.

A service's `migrations/env.py` is two lines: it hands its metadata to `chassis.migrations.environment.run`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from chassis import ledger
from chassis.base.tables import metadata as chassis_metadata
from chassis.database import asyncpg_url

T = TypeVar("T")


class NewerSchemaError(Exception):
    """The database was upgraded by a later release than this one."""


_LOCK = 7_026_010_000  # any number that nobody else in the database takes


def _config(package: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files(package) / "migrations"))
    config.attributes["package"] = package
    return config


async def upgrade(url: str, package: str) -> None:
    """Bring the database at `url` to the newest schema of the chassis and of `package`, as the owning role.

    Several processes may call it at once: one works, the others wait and find nothing to do. Raises
    `NewerSchemaError`.
    """

    def run(connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        for name in ("chassis", package):
            _known_revision(connection, name)
            config = _config(name)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    await _with_connection(url, run)
    async with _connection(url) as connection, connection.begin():
        await ledger.renew_epoch(connection)


async def is_current(url: str, package: str) -> bool:
    """Whether the database at `url` has the schema that this code was written for.

    Raises `NewerSchemaError`.
    """

    def check(connection: Connection) -> bool:
        return all(_known_revision(connection, name) == _head(name) for name in ("chassis", package))

    return await _with_connection(url, check)


async def drift(url: str, package: str, metadata: MetaData) -> list[str]:
    """Differences between the migrated schema and the tables in code, one a line; empty when they agree."""

    def compare(connection: Connection) -> list[str]:
        found = []
        for name, declared in (("chassis", chassis_metadata), (package, metadata)):
            context = MigrationContext.configure(connection, opts=options(name, declared))
            found += [f"{name}: {difference}" for difference in compare_metadata(context, declared)]
        return found

    return await _with_connection(url, compare)


def options(package: str, metadata: MetaData) -> dict[str, Any]:
    """Alembic's options for one lineage: its own schema, its own version table, nothing else looked at."""
    return {
        "target_metadata": metadata,
        "version_table": "alembic_version",
        "version_table_schema": metadata.schema or package,
        "include_schemas": True,
        "include_name": lambda name, kind, _parents: kind != "schema" or name == metadata.schema,
        "compare_type": True,
        "compare_server_default": False,
    }


def _head(package: str) -> str | None:
    return ScriptDirectory.from_config(_config(package)).get_current_head()


def _known_revision(connection: Connection, name: str) -> str | None:
    """Where the lineage `name` stands."""
    revision = _revision(connection, name)
    known = {script.revision for script in ScriptDirectory.from_config(_config(name)).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerSchemaError(
            f"The schema {name} stands at {revision}, which this release does not know: start the later one."
        )
    return revision


def _revision(connection: Connection, schema: str) -> str | None:
    table = f"{schema}.alembic_version"
    if connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar_one() is None:
        return None
    revision: str | None = connection.execute(text(f"SELECT version_num FROM {table}")).scalar_one_or_none()
    return revision


async def _with_connection(url: str, work: Callable[[Connection], T]) -> T:
    async with _connection(url) as connection:
        return await connection.run_sync(work)


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(asyncpg_url(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()

"""Checks that each service's migrations run on an empty database and end at the tables in its code."""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from chassis.local_postgres.access import owner_of
from chassis.local_postgres.server import PostgresServer
from chassis.migrations import drift, upgrade
from embedded.layout import SERVICES


async def differences() -> list[str]:
    """Where migrations and tables disagree, one line each, found on a PostgreSQL of its own."""
    with (
        TemporaryDirectory(prefix="compact-") as folder,
        PostgresServer(Path(folder) / "postgres", durable=False) as server,
    ):
        # One after the other: Alembic keeps its context in the process.
        return [line for service in SERVICES for line in await _differences_of(service, server)]


async def _differences_of(service: str, server: PostgresServer) -> list[str]:
    server.ensure_service(service)
    url = server.url(service, owner_of(service))
    await upgrade(url, service)
    return await drift(url, service, import_module(f"{service}.app").service.metadata)

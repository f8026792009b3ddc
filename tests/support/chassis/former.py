"""Databases as a former release left them."""

from importlib.resources import files
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from chassis import ledger
from chassis.database import Database
from chassis.local_postgres.access import PostgresAccess, owner_of


@pytest.fixture
def former(postgres_server: PostgresAccess) -> tuple[str, str]:
    """The URLs of an empty database, as its owner and as the service."""
    name = f"former_{uuid4().hex}"
    postgres_server.ensure_service(name)
    return postgres_server.url(name, owner_of(name)), postgres_server.url(name, name)


async def migrate_chassis(owner: Database, revision: str) -> None:
    """Bring an empty database to the chassis's schema of `revision`, and begin its ledger."""
    async with owner.engine.connect() as connection:
        await connection.run_sync(_upgrade, revision)
        await ledger.renew_epoch(connection)
        await connection.commit()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("chassis") / "migrations"))
    config.attributes.update(package="chassis", connection=connection)
    command.upgrade(config, revision)

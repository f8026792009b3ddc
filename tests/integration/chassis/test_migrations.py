"""Migrations: safe to repeat, safe together, complete, and asked for before anything starts."""

import asyncio
import sys
from contextlib import AsyncExitStack

import pytest

from chassis.database import Database
from chassis.migrations import drift, is_current, upgrade
from chassis.postgres_server import PostgresServer, owner_of
from chassis.runtime import StaleSchemaError, open_runtime
from chassis.testing.plugin import MakeDatabase, owner_url
from sqlalchemy import text
from tests.support.chassis.notebook.app import service
from tests.support.chassis.notebook.tables import metadata
from tests.support.chassis.processes import environment, finished


async def test_upgrading_twice_changes_nothing(
    postgres_server: PostgresServer, make_database: MakeDatabase
) -> None:
    url = owner_url(postgres_server, await make_database("notebook"))
    database = Database(url, name="test")
    async with database.reading() as session:
        before = (await session.execute(text("SELECT * FROM chassis.ledger_head"))).one()
        await upgrade(url, "notebook")
        assert (await session.execute(text("SELECT * FROM chassis.ledger_head"))).one() == before
    await database.close()

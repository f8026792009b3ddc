"""The migration that brings traces: what the release before wrote stays whole, and what it calls goes on."""

from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import ARRAY, Boolean, Connection, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import ledger
from chassis.database import Database
from chassis.migrations import upgrade
from chassis.postgres_access import PostgresAccess, owner_of
from chassis.telemetry import tracing
from tests.support.chassis.ledgers import rows
from tests.support.chassis.notebook import notes

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FORMER_CALL = text(
    "SELECT chassis.ledger_flush(:ids, :public, :texts, :texts, :texts, :texts, :data, 'actor', 'c', NULL)"
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("public", type_=ARRAY(Boolean)),
    bindparam("texts", type_=ARRAY(Text)),
    bindparam("data", type_=ARRAY(Text)),
)


def migrate_chassis(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("chassis") / "migrations"))
    config.attributes.update(package="chassis", connection=connection)
    command.upgrade(config, revision)


async def append_as_before(connection: AsyncConnection) -> None:
    values: dict[str, Any] = {"ids": [uuid4()], "public": [True], "texts": ["text"], "data": ["{}"]}
    async with connection.begin():
        await connection.execute(FORMER_CALL, values)


@pytest.fixture
def former(postgres_server: PostgresAccess) -> tuple[str, str]:
    """The URLs of an empty database, as its owner and as the service."""
    name = f"former_{uuid4().hex}"
    postgres_server.ensure_service(name)
    return postgres_server.url(name, owner_of(name)), postgres_server.url(name, name)


async def test_rows_of_before_and_calls_of_before_have_no_trace_and_the_chain_is_whole(
    former: tuple[str, str],
) -> None:
    owner_url, service_url = former
    async with Database(owner_url, name="owner") as owner, Database(service_url, name="notebook") as service:
        async with owner.engine.connect() as connection:
            await connection.run_sync(migrate_chassis, "0001")
            await ledger.renew_epoch(connection)
            await connection.commit()
        async with service.engine.connect() as running:
            await append_as_before(running)
            await upgrade(owner_url, "notebook")
            await append_as_before(running)  # a process of the release before, on its open connection
        with tracing.within(TRACEPARENT):
            async with service.transaction() as tx:
                await notes.write(tx, "hello")
        assert [row.traceparent for row in await rows(service)] == [None, None, TRACEPARENT]
        async with owner.engine.begin() as connection:
            verdict = await ledger.verify(connection, full=True)
        assert (verdict.position, verdict.fault) == (3, None)

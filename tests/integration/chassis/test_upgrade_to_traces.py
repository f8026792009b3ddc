"""The migration that brings traces: what the release before wrote stays whole, and what it calls goes on."""

from typing import Any
from uuid import uuid4

from sqlalchemy import ARRAY, Boolean, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import ledger
from chassis.database import Database
from chassis.migrations import upgrade
from chassis.telemetry import tracing
from tests.support.chassis.former import migrate_chassis
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


async def append_as_before(connection: AsyncConnection) -> None:
    values: dict[str, Any] = {"ids": [uuid4()], "public": [True], "texts": ["text"], "data": ["{}"]}
    async with connection.begin():
        await connection.execute(FORMER_CALL, values)


async def test_rows_of_before_and_calls_of_before_have_no_trace_and_the_chain_is_whole(
    former: tuple[str, str],
) -> None:
    owner_url, service_url = former
    async with Database(owner_url, name="owner") as owner, Database(service_url, name="notebook") as service:
        await migrate_chassis(owner, "0001")
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

"""The migration that brings incarnations: places of the release before are believed, and it can run on."""

from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.bus import TopicPartition
from chassis.bus.postgres import PostgresBus
from chassis.database import Database
from chassis.messaging import relay
from chassis.migrations import upgrade
from tests.support.chassis.arrivals import INCARNATION, TOPIC, resume, subscription
from tests.support.chassis.former import migrate_chassis

# What the release before says to its database.
OPEN_CURSOR = (
    "INSERT INTO chassis.relay_cursor SELECT 1, epoch, 0 FROM chassis.ledger_head "
    "ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch RETURNING sequence"
)
MOVE_CURSOR = "UPDATE chassis.relay_cursor SET sequence = sequence + 5"
PLACE_CHECKPOINT = (
    "INSERT INTO chassis.checkpoint (topic, partition, next_offset) "
    f"VALUES ('{TOPIC}', {{partition}}, 7) ON CONFLICT DO NOTHING"
)
MOVE_CHECKPOINT = "UPDATE chassis.checkpoint SET next_offset = next_offset + 1"
BURY = (
    'INSERT INTO chassis.dead_letter (id, topic, partition, "offset", headers, error) '
    f"VALUES (gen_random_uuid(), '{TOPIC}', 0, 3, '[]', 'spoilt') ON CONFLICT DO NOTHING"
)


async def say(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def test_places_of_before_are_believed_and_the_release_before_runs_on(
    former: tuple[str, str], bus_url: str
) -> None:
    owner_url, service_url = former
    async with Database(owner_url, name="owner") as owner, Database(service_url, name="notebook") as service:
        await migrate_chassis(owner, "0004")
        await say(service.engine, OPEN_CURSOR, MOVE_CURSOR, PLACE_CHECKPOINT.format(partition=0), BURY)
        await upgrade(owner_url, "notebook")
        await say(service.engine, OPEN_CURSOR, MOVE_CURSOR, MOVE_CHECKPOINT, BURY)
        await say(service.engine, PLACE_CHECKPOINT.format(partition=1))

        async with service.engine.begin() as connection:
            assert (await relay._open_cursor(connection, INCARNATION)).sequence == 10
            letters = await connection.execute(text("SELECT count(*) FROM chassis.dead_letter"))
            assert letters.scalar_one() == 1
        member = subscription(service, PostgresBus(bus_url))
        places = {TopicPartition(TOPIC, 0): 8, TopicPartition(TOPIC, 1): 7}
        assert await resume(member, partitions=2) == places

        await say(service.engine, OPEN_CURSOR, MOVE_CURSOR, MOVE_CHECKPOINT)  # taken back for a while
        async with service.engine.begin() as connection:
            assert (await relay._open_cursor(connection, INCARNATION)).sequence == 15
            assert (await relay._open_cursor(connection, uuid4())).sequence == 0

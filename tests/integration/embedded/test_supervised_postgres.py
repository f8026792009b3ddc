"""The PostgreSQL of the embedded system comes back by itself."""

from pathlib import Path

import asyncpg

from chassis.testing.waiting import eventually
from embedded.layout import BUS
from embedded.postgres import SupervisedPostgres


async def test_a_server_that_was_killed_is_started_again_with_its_databases(tmp_path: Path) -> None:
    said: list[str] = []
    postgres = SupervisedPostgres(tmp_path / "postgres", said.append)
    try:
        await postgres.start(["review"])
        postgres.server.kill()

        async def is_back() -> bool:
            return said[-1:] == ["postgres is ready again"]

        await eventually(is_back)
        for name in ("review", BUS):
            connection = await asyncpg.connect(postgres.server.url(name, name))
            await connection.close()
    finally:
        await postgres.stop()
    assert said == ["postgres stopped; restarting", "postgres is ready again"]
    assert not postgres.server.running

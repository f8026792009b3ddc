"""Databases of tests: copies of a template, which go with the test."""

import asyncpg
import pytest

from chassis.local_postgres.access import PostgresAccess
from chassis.testing.templates import Templates


def _databases(server: PostgresAccess) -> set[str]:
    return set(server.execute("SELECT datname FROM pg_database").split())


async def test_copies_are_dropped_even_while_somebody_is_connected(postgres_server: PostgresAccess) -> None:
    templates = Templates.on(postgres_server)
    await templates.copy("notebook")
    before = _databases(postgres_server)
    urls = [await templates.copy("notebook") for _ in range(2)]
    made = _databases(postgres_server) - before
    assert made == {url.rpartition("/")[2] for url in urls}
    visitor = await asyncpg.connect(urls[0])
    templates.drop_copies()
    with pytest.raises(asyncpg.PostgresError):
        await visitor.fetchval("SELECT 1")
    assert made.isdisjoint(_databases(postgres_server))
    templates.drop_copies()  # of which there are none

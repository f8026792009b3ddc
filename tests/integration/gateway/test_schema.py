"""The migrated schema is the one that the code declares."""

from chassis.local_postgres.access import PostgresAccess
from chassis.migrations import drift
from chassis.testing.plugin import MakeDatabase, owner_url
from gateway.app import service


async def test_migrations_make_what_the_tables_declare(
    make_database: MakeDatabase, postgres_server: PostgresAccess
) -> None:
    url = owner_url(postgres_server, await make_database("gateway"))
    assert await drift(url, "gateway", service.metadata) == []

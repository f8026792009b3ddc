"""The migrated schema is the one in code, and says no where the code should have."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.migrations import drift
from chassis.process.runtime import Runtime
from commitments.schema import metadata


async def test_the_schema_does_not_drift(runtime: Runtime) -> None:
    url = runtime.settings.database_url.get_secret_value()
    assert await drift(url, "commitments", metadata) == []


async def test_every_foreign_key_has_an_index(runtime: Runtime) -> None:
    query = text(
        """
        SELECT c.conrelid::regclass || '.' || c.conname FROM pg_constraint c
        WHERE c.contype = 'f' AND c.connamespace = 'commitments'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1]
        )
        """
    )
    async with runtime.database.reading() as session:
        assert (await session.execute(query)).scalars().all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chassis.ledger SET data = ''",
        "DELETE FROM chassis.ledger",
        "INSERT INTO commitments.commitment_goal VALUES (gen_random_uuid(), gen_random_uuid(), 'high')",
    ],
)
async def test_the_database_refuses_what_must_not_be(runtime: Runtime, statement: str) -> None:
    async with runtime.database.engine.connect() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(text(statement))

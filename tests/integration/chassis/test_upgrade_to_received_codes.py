"""Services that others begin to read for more publish their ledgers once more when they are upgraded."""

import pytest
from sqlalchemy import text

from chassis.database import Database
from chassis.migrations import upgrade
from tests.support.chassis.former import migrate_chassis

CURSOR = "INSERT INTO chassis.relay_cursor (id, epoch, sequence) SELECT 1, epoch, 5 FROM chassis.ledger_head"


@pytest.mark.parametrize("package", ["registry", "commitments"])
async def test_the_relay_begins_anew(former: tuple[str, str], package: str) -> None:
    owner_url, _ = former
    async with Database(owner_url, name="owner") as owner:
        await migrate_chassis(owner, "head")
        async with owner.engine.begin() as connection:
            await connection.execute(text(CURSOR))
        await upgrade(owner_url, package)
        async with owner.engine.connect() as connection:
            reached = await connection.execute(text("SELECT sequence FROM chassis.relay_cursor"))
            assert reached.scalar_one() == 0

"""The migration that refuses infinite times mends the rows that have them."""

from sqlalchemy import text

from chassis.database import Database
from chassis.migrations import upgrade
from tests.support.chassis.former import migrate_chassis

TIMERS = """
    INSERT INTO chassis.timer (kind, subject, due_at)
    VALUES ('k', 'late', 'infinity'), ('k', 'early', '-infinity'), ('k', 'good', '2027-01-01 00:00Z')
"""
YEARS = "SELECT subject, CAST(extract(year FROM due_at AT TIME ZONE 'UTC') AS int) AS year FROM chassis.timer"


async def test_the_upgrade_mends_rows_before_it_refuses_them(former: tuple[str, str]) -> None:
    url, _ = former
    async with Database(url, name="owner") as owner:
        await migrate_chassis(owner, "0005")
        async with owner.engine.begin() as connection:
            await connection.execute(text(TIMERS.replace(":00Z", r"\:00Z")))
        await upgrade(url, "notebook")
        async with owner.engine.connect() as connection:
            timers = await connection.execute(text(YEARS))
            assert {row.subject: row.year for row in timers} == {"late": 2199, "early": 1900, "good": 2027}

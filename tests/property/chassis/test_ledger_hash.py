"""The ledger's hash is the same in SQL, where it is made, and in Python, where it is verified."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import ledger
from chassis.database import Database
from chassis.ledger import Origin
from chassis.process.runtime import Runtime
from tests.support.chassis.ledgers import alter
from tests.support.chassis.notebook.events import NoteWritten

START = datetime(2026, 1, 1, tzinfo=UTC)
some = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
prose = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
line = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


async def fault(owner: Database) -> str | None:
    async with owner.engine.begin() as connection:
        return (await ledger.verify(connection)).fault


@some
@given(
    facts=st.lists(st.tuples(prose, line, line, st.none() | line, st.booleans()), min_size=1, max_size=4),
    origin=st.builds(Origin, line, line, st.none() | line),
)
async def test_any_text_can_be_appended_and_verified(
    notebook: Runtime,
    owner: Database,
    facts: list[tuple[str, str, str, str | None, bool]],
    origin: Origin,
) -> None:
    async with notebook.database.transaction(origin) as tx:
        for content, subject, party, region, public in facts:
            tx.append(NoteWritten(text=content), subject=subject, party=party, region=region, public=public)
    assert await fault(owner) is None


@some
@given(
    moment=st.integers(0, 2_300_000_000_000_000).map(lambda passed: START + timedelta(microseconds=passed))
)
async def test_any_time_can_be_verified(notebook: Runtime, owner: Database, moment: datetime) -> None:
    await alter(owner, "UPDATE chassis.ledger_head SET time = greatest(time, :moment)", moment=moment)
    async with notebook.database.transaction() as tx:
        tx.append(NoteWritten(text=""), subject="note")
    assert await fault(owner) is None

"""History: whatever is said, changed and removed, a read as of a time gives what was known at that time."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.http.pages import Paging
from chassis.ledger import Origin
from chassis.process.runtime import Runtime
from chassis.testing.plugin import OpenService
from registry.app import service
from registry.catalogue import reading, writing
from registry.catalogue.models import ListQuery
from registry.entry_types import ENTRY_TYPES
from registry.vocabulary.entries.themes import THEMES, Theme

steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "two", None])), min_size=1, max_size=12
)


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    return await open_service(service)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_as_of_each_time_the_list_is_what_it_was_then(
    runtime: Runtime, steps: list[tuple[str, str | None]]
) -> None:
    shelf = str(uuid4())
    known: dict[str, str] = {}
    stood: list[tuple[datetime, dict[str, str]]] = []
    for number, (code, name) in enumerate(steps):
        await _say(runtime, f"{shelf}.{code}", name, known, Origin("test", f"{shelf}.{number}"))
        stood.append((await _now(runtime), dict(known)))
    for moment, then in stood:
        assert await _listed(runtime, shelf, moment) == then
    assert await _listed(runtime, shelf, None) == known


async def _say(runtime: Runtime, code: str, name: str | None, known: dict[str, str], origin: Origin) -> None:
    """Let the theme `code` have `name`, or go."""
    async with runtime.database.transaction(origin) as tx:
        if name is not None:
            said = Theme(code=code, name=name, source="test", as_of=date(2026, 1, 1))
            await writing.write(tx, THEMES, [said])
            known[code] = name
        elif known.pop(code, None) is not None:
            await writing.remove(tx, THEMES, code, None, ENTRY_TYPES)


async def _listed(runtime: Runtime, shelf: str, moment: datetime | None) -> dict[str, str]:
    async with runtime.database.reading() as session:
        wanted = ListQuery.model_construct(as_of=moment, sort="code")
        entries = await reading.contents(session, THEMES, Paging(500, (shelf,)), wanted)
    return {entry.code: entry.name for entry in entries if entry.code.startswith(shelf)}


async def _now(runtime: Runtime) -> datetime:
    """A time after all that was recorded, and before all that will be."""
    async with runtime.database.reading() as session:
        last = await session.execute(
            text("SELECT max(recorded_at), max(nullif(superseded_at, 'infinity')) FROM registry.revision")
        )
        moments = [moment for moment in last.one() if moment is not None]
    return max(moments, default=datetime.now(UTC) - timedelta(days=1))

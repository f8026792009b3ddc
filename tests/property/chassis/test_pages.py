"""Pages: every row that was there from the beginning is read exactly once, whatever is added meanwhile."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.process.runtime import Runtime
from tests.support.chassis.shelves import fill, ids, next_link

START = datetime(2026, 5, 5, tzinfo=UTC)
moments = st.integers(0, 3).map(lambda seconds: START + timedelta(seconds=seconds))
places = st.tuples(moments, st.uuids(version=4))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    there=st.lists(places, max_size=12, unique_by=lambda place: place[1]),
    added=st.lists(st.lists(places, max_size=3), max_size=6),
    limit=st.integers(1, 5),
)
async def test_reading_to_the_end_gives_each_row_once_while_others_are_added(
    notebook: Runtime,
    client: httpx.AsyncClient,
    there: list[tuple[datetime, UUID]],
    added: list[list[tuple[datetime, UUID]]],
    limit: int,
) -> None:
    shelf = str(uuid4())
    taken = set[UUID]()

    async def put(notes: list[tuple[datetime, UUID]]) -> None:
        fresh = [(moment, uuid4() if key in taken else key) for moment, key in notes]
        taken.update(key for _, key in fresh)
        await fill(notebook.database, shelf, [(moment, uuid4()) for moment, _ in fresh])

    before = [(moment, uuid4()) for moment, _ in there]
    await fill(notebook.database, shelf, before)
    seen = list[str]()
    link: str | None = f"/v1/shelves/{shelf}/notes?limit={limit}"
    while link is not None:
        response = await client.get(link)
        seen += ids(response)
        link = next_link(response)
        if added:
            await put(added.pop())
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one in {str(key) for _, key in before}] == [
        str(key) for _, key in sorted(before)
    ]

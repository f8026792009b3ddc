"""A relay is killed between sending and noting that it has sent."""

from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.arrivals import current_texts, kept, subscription
from tests.support.chassis.fixtures import MakeNotebookDatabase
from tests.support.chassis.notebook import notes
from tests.support.chassis.processes import start
from tests.support.chassis.publishing import until_published
from tests.support.chassis.relays import published, relay, running


async def test_what_a_killed_relay_had_sent_comes_twice_and_has_one_effect(
    notebook: Runtime, make_notebook_database: MakeNotebookDatabase
) -> None:
    reader = await make_notebook_database()
    texts = [f"note {number}" for number in range(5)]
    async with notebook.database.transaction() as tx:
        for line in texts:
            await notes.write(tx, line)

    settings = {
        "database_url": notebook.database.url,
        "bus_url": notebook.settings.bus_url.get_secret_value(),
    }
    stalling = await start("tests.support.chassis.stalling_relay", settings=settings, package="notebook")
    assert stalling.stdout is not None
    assert (await stalling.stdout.readline()).strip() == b"sent"
    stalling.kill()
    await stalling.communicate()

    async def all_read() -> bool:
        return await current_texts(reader) == texts

    async with running(relay(notebook.database, notebook.bus), subscription(reader, notebook.bus)):
        await until_published(notebook, [1, 2, 3, 4, 5] * 2)
        await eventually(all_read)
    events, _ = await published(notebook.bus)
    assert set((await kept(reader)).values()) == {1}
    assert [event.id for event in events[:5]] == [event.id for event in events[5:]]

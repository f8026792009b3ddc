"""Writing notes, and waiting until the bus has them."""

from chassis.database import Database
from chassis.process.runtime import Runtime
from chassis.testing import eventually
from tests.support.chassis.notebook import notes
from tests.support.chassis.relays import published, sequences


async def write(database: Database, number: int = 1) -> None:
    async with database.transaction() as tx:
        for turn in range(number):
            await notes.write(tx, f"note {turn}", party=f"P{turn % 7}")


async def until_published(notebook: Runtime, wanted: list[int], *, within: float = 10) -> None:
    async def there() -> bool:
        return await sequences(notebook.bus) == wanted

    await eventually(there, within=within)


async def beats_after(notebook: Runtime, sequence: int) -> bool:
    _, beats = await published(notebook.bus)
    return any(beat.sequence >= sequence for beat in beats)

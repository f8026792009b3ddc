"""Loading the reference files into the database. What is there already stays, and is not published again."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import NamedTuple

from chassis.base.identifiers import new_id
from chassis.database import Database, Transaction
from chassis.ledger import Origin
from commitments.commitments.publishing import add_published, restate
from commitments.commitments.reading import by_reference
from commitments.frameworks.publishing import publish
from commitments.observations.recording import record_all
from commitments.reference_data import files, sdg, unhcr
from commitments.reference_data.seeds import Seed, batches

EVENTS = 500
"""About as many events per transaction: each transaction holds the ledger's lock while it ends."""


class Loaded(NamedTuple):
    """How much was new."""

    goals: int = 0
    commitments: int = 0
    observations: int = 0


Report = Callable[[str, int, int], None]
"""Called after each transaction: the step, how much of it is done, and how much there is."""


async def load(database: Database, report: Report) -> Loaded:
    """Publish what the reference files hold and is not there yet. After an interruption, load again."""
    origin = Origin("load-reference", str(new_id()))
    async with database.transaction(origin) as tx:
        loaded = Loaded(goals=await publish(tx, files.frameworks(), files.goals()))
    report("frameworks and goals", 1, 1)
    seeds = list(chain(sdg.seeds(), unhcr.seeds()))
    done = 0
    for batch in batches(seeds, EVENTS):
        async with database.transaction(origin) as tx:
            new, recorded = await _publish(tx, batch)
        loaded = loaded._replace(
            commitments=loaded.commitments + new, observations=loaded.observations + recorded
        )
        done += len(batch)
        report("commitments and observations", done, len(seeds))
    return loaded


async def _publish(tx: Transaction, batch: Sequence[Seed]) -> tuple[int, int]:
    """Publish those commitments of `batch` that are new, and record what is new of all of them."""
    known = await by_reference(tx, [seed.commitment.reference for seed in batch])
    new = [seed.commitment for seed in batch if seed.commitment.reference not in known]
    if new:
        await add_published(tx, new)
    for seed in batch:
        if (former := known.get(seed.commitment.reference)) is not None:
            await restate(tx, former, seed.commitment)
    present = known | {commitment.reference: commitment for commitment in new}
    observed = {
        indicator.id: seed.observations[indicator.code]
        for seed in batch
        for indicator in present[seed.commitment.reference].indicators
        if indicator.code in seed.observations
    }
    return len(new), await record_all(tx, observed, [commitment.id for commitment in new])

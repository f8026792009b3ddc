"""What the worker does for imports: which timers there are, and what becomes of work that keeps failing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.database import Transaction
from chassis.resources.bulk import applying, jobs, staging
from chassis.resources.bulk.importer import Importer
from chassis.timers import Handler, queue_of


def handlers(importers: Sequence[Importer]) -> Mapping[str, Handler]:
    """The handlers of the timers of imports, by their kinds."""
    return {jobs.READING: staging.handler(importers), jobs.KIND: applying.handler(importers)}


async def _fail(tx: Transaction, subject: str) -> None:
    """For the client, the import has failed."""
    await jobs.set_aside(tx, _job_of(subject))


async def _resume(tx: Transaction, subject: str) -> None:
    """It is tried again, and what was applied before it stays so."""
    await jobs.resume(tx, _job_of(subject))


def _job_of(subject: str) -> UUID:
    return UUID(subject.partition("/")[0])


QUEUES = [queue_of(kind, on_set_aside=_fail, on_retry=_resume) for kind in jobs.KINDS]
"""Files that wait to be read, and batches that wait to be applied."""

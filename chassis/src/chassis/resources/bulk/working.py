"""What the worker does for imports: which timers there are, and what becomes of work that keeps failing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row

from chassis.database import Transaction
from chassis.resources.bulk import applying, jobs, staging
from chassis.resources.bulk.importer import Importer
from chassis.timers import Due, Handler, queue_of

log = structlog.get_logger(__name__)

Part = Callable[[Transaction, Due, Row[Any], Importer], Awaitable[None]]
"""A part of the work on a job, which is locked."""


def handlers(importers: Sequence[Importer]) -> Mapping[str, Handler]:
    """The handlers of the timers of imports, by their kinds."""
    by_noun = {importer.noun: importer for importer in importers}
    parts: Mapping[str, Part] = {
        jobs.READING: staging.read_file,
        jobs.READING_LARGE: staging.read_file,
        jobs.KIND: applying.apply_next,
    }
    return {kind: _handler(part, by_noun) for kind, part in parts.items()}


def lanes(importers: Sequence[Importer]) -> Mapping[str, Mapping[str, Handler]]:
    """The same handlers in two parts that do not wait for each other, by what each is for.

    Large files are read in one. In the other small files are read, and batches of all files take turns.
    """
    every = handlers(importers)
    large = {jobs.READING_LARGE: every[jobs.READING_LARGE]}
    return {"imports": {kind: every[kind] for kind in every.keys() - large}, "large-imports": large}


def _handler(part: Part, by_noun: Mapping[str, Importer]) -> Handler:
    """Takes on the job of a timer, unless it is over, and lets `part` work on it."""

    async def work(tx: Transaction, due: Due) -> None:
        job = await jobs.take_on(tx, _job_of(due.subject))
        if job is None:
            return
        importer = by_noun.get(job.noun)
        if importer is None:
            log.error("import failed: this release knows no such list", job=str(job.id), noun=job.noun)
            await jobs.finish(tx, job.id, "failed", f"{job.noun} can no longer be imported")
        else:
            await part(tx, due, job, importer)

    return work


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

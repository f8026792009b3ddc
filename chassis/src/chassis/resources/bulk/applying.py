"""The worker's part of an import: batch after batch, each one transaction and the subject of one timer.

A batch's effect, the deletion of its rows, the counts and the next timer are committed together: what is
interrupted is done again as if it had never begun, and what is committed is never done again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import Row

from chassis.database import Transaction
from chassis.resources.bulk import jobs
from chassis.resources.bulk.importer import Applied, Importer
from chassis.resources.bulk.rows import ImportedRow, Rejection
from chassis.resources.bulk.validation import refused
from chassis.timers import Due, Handler, queue_of

log = structlog.get_logger(__name__)

BATCH = 2000
"""Rows per transaction; all their events are flushed to the ledger under its lock."""


def handler(importers: Sequence[Importer[Any]]) -> Handler:
    """The handler of the timers of imports."""
    by_noun = {importer.noun: importer for importer in importers}

    async def apply_next(tx: Transaction, due: Due) -> None:
        await _apply_next(tx, due, by_noun)

    return apply_next


async def _fail(tx: Transaction, subject: str) -> None:
    """The batch was set aside: for the client, the import has failed."""
    await jobs.finish(tx, _job_of(subject), "failed")


async def _resume(tx: Transaction, subject: str) -> None:
    """The batch is tried again, and what was applied before it stays so."""
    await jobs.resume(tx, _job_of(subject))


def _job_of(subject: str) -> UUID:
    return UUID(subject.partition("/")[0])


QUEUE = queue_of(jobs.KIND, on_set_aside=_fail, on_retry=_resume)
"""Batches that wait to be applied."""


async def _apply_next(tx: Transaction, due: Due, by_noun: Mapping[str, Importer[Any]]) -> None:
    identity, _, number = due.subject.partition("/")
    job = await jobs.take_on(tx, UUID(identity))
    if job is None:
        return
    # All batches follow from the request, and none from the batch before.
    tx.origin = replace(
        tx.origin, actor=job.client, correlation_id=job.correlation_id, traceparent=due.traceparent
    )
    importer = by_noun.get(job.noun)
    if importer is None:
        log.error("import failed: this release knows no such list", job=identity, noun=job.noun)
        await jobs.finish(tx, job.id, "failed")
    elif number == "0":  # so that it shows as running before the first batch is done
        await jobs.tick(tx, job.id, 1, "running")
    elif job.mode == "all_or_nothing":
        await _apply_all(tx, job, importer)
    elif await _apply_batch(tx, job, importer):
        await jobs.tick(tx, job.id, int(number) + 1, "running")
    else:
        await jobs.finish(tx, job.id, "done")


async def _apply_batch(tx: Transaction, job: Row[Any], importer: Importer[Any]) -> bool:
    """Apply one batch and keep what it rejects; returns whether there may be another."""
    waiting = await jobs.batch(tx, job.id, job.applied_to, BATCH)
    if waiting:
        last = waiting[-1].line
        applied = await _applied(tx, waiting, importer)
        rejected = await jobs.reject(tx, job.id, applied.rejections)
        await jobs.forget_accepted(tx, job.id, job.applied_to, last)
        counts = {"changed": applied.changed, "unchanged": applied.unchanged, "rejected": rejected}
        await jobs.count(tx, job.id, last, **counts)
    return len(waiting) == BATCH


async def _apply_all(tx: Transaction, job: Row[Any], importer: Importer[Any]) -> None:
    """Apply all batches, and keep either their effect or what they reject."""
    savepoint = await tx.savepoint()
    last, changed, unchanged, rejections = 0, 0, 0, list[Rejection]()
    while waiting := await jobs.batch(tx, job.id, last, BATCH):
        last = waiting[-1].line
        applied = await _applied(tx, waiting, importer)
        changed, unchanged = changed + applied.changed, unchanged + applied.unchanged
        rejections += applied.rejections
    is_refused = bool(rejections or job.rejected)
    if is_refused:
        await savepoint.rollback()
        changed = unchanged = 0
    else:
        await savepoint.release()
    rejected = await jobs.reject(tx, job.id, rejections)
    await jobs.forget_accepted(tx, job.id, 0, last)
    await jobs.count(tx, job.id, last, changed=changed, unchanged=unchanged, rejected=rejected)
    await jobs.finish(tx, job.id, "refused" if is_refused else "done")


async def _applied(tx: Transaction, waiting: Sequence[Row[Any]], importer: Importer[Any]) -> Applied:
    """What became of the rows that are `waiting`; rows that today's model refuses are rejected."""
    rows, outdated = list[ImportedRow[Any]](), list[Rejection]()
    for row in waiting:
        try:
            rows.append(ImportedRow(row.line, importer.row.model_validate_json(row.data)))
        except ValidationError as error:
            outdated += refused(row.line, error).faults
    applied = await importer.apply(tx, rows) if rows else Applied(0, 0)
    return replace(applied, rejections=[*outdated, *applied.rejections])

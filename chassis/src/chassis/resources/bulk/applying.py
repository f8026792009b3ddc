"""The worker's second part of an import: its batches, each one transaction and the subject of one timer.

A batch's effect, the deletion of its rows, the counts and the next timer are committed together: what is
interrupted is done again as if it had never begun, and what is committed is never done again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Row

from chassis.database import Transaction
from chassis.resources.bulk import jobs, limits
from chassis.resources.bulk.importer import Applied, Batch, Importer, Outcome, Result
from chassis.resources.bulk.rows import PatchRow, Rejection
from chassis.timers import Due

BATCH = 2000
"""Rows per transaction; all their events are flushed to the ledger under its lock."""
LAST = "last"
"""Marks the way through the file in which no row is put off any more."""
_RESULTS: Sequence[Result] = ("created", "changed", "unchanged", "older")


async def apply_next(tx: Transaction, due: Due, job: Row[Any], importer: Importer) -> None:
    """Apply the batch of `job` that is due; of all or nothing, all of them."""
    _, number, *about_pass = due.subject.split("/")
    # All batches follow from the request, and none from the batch before.
    tx.origin = replace(
        tx.origin, actor=job.client, correlation_id=job.correlation_id, traceparent=due.traceparent
    )
    if number == "0":  # of a job that was queued before files were read by the worker
        await jobs.tick(tx, job.id, 1)
    elif job.mode == "row_by_row":
        await _go_on(tx, job, importer, int(number), about_pass[0] if about_pass else "0")
    else:
        await _apply_all(tx, job, importer)


async def _go_on(tx: Transaction, job: Row[Any], importer: Importer, number: int, begun: str) -> None:
    """Apply one batch and keep what it rejects; then the next is due, or all is done.

    `begun`: how many entries the job had created when it began to go through the file, or `LAST`.
    """
    waiting = await jobs.batch(tx, job.id, job.applied_to, BATCH)
    progress = _Progress(job.applied_to)
    if waiting:
        batch = _batch(tx, job, waiting, may_defer=begun != LAST)
        progress.add(await importer.apply(tx, batch), waiting[-1].line)
        await _keep(tx, job, progress)
    if _is_too_much(job, progress):
        await jobs.finish(tx, job.id, "failed", _stopped(job, progress, _applied(begun, progress.last)))
    elif len(waiting) == BATCH:
        await jobs.tick(tx, job.id, number + 1, begun)
    elif await jobs.begin_again(tx, job.id):  # there are rows that were deferred
        created = job.created + progress.count("created")
        await jobs.tick(tx, job.id, number + 1, next_pass(begun, created))
    else:
        await jobs.finish(tx, job.id, "done")


def next_pass(begun: str, created: int) -> str:
    """What begins another way through the rows that are left. Pure.

    It is the last, unless the one that `begun` has created entries to which they may refer.
    """
    return str(created) if str(created) != begun else LAST


async def _apply_all(tx: Transaction, job: Row[Any], importer: Importer) -> None:
    """Apply all batches, and keep either their effect or what they reject; of a dry run no effect.

    A dry run is one batch: what a row refers to may be in the file, and is nowhere stored.
    """
    is_trial = job.mode == "dry_run"
    savepoint = await tx.savepoint()
    progress = _Progress(0)
    left = await jobs.batch(tx, job.id, 0, limits.MOST_TOGETHER)
    size, begun = (len(left) if is_trial else BATCH), LAST if is_trial else "0"
    while left and not _is_too_much(job, progress):
        progress.deferred.clear()
        for begin in range(0, len(left), size):
            waiting = left[begin : begin + size]
            batch = _batch(tx, job, waiting, progress.lines, may_defer=begun != LAST, is_trial=is_trial)
            progress.add(await importer.apply(tx, batch), waiting[-1].line)
        left = [row for row in left if row.line in progress.deferred]
        begun = next_pass(begun, progress.count("created"))
    is_refused = job.mode == "all_or_nothing" and bool(progress.rejections or job.rejected)
    if is_refused or is_trial:
        await savepoint.rollback()
    else:
        await savepoint.release()
    if is_refused:
        progress.outcomes.clear()
    await _keep(tx, job, progress)
    if _is_too_much(job, progress):
        await jobs.finish(tx, job.id, "failed", _stopped(job, progress, "no row is applied"))
    else:
        await jobs.finish(tx, job.id, "refused" if is_refused else "done")


@dataclass
class _Progress:
    """What has become of rows."""

    last: int
    outcomes: list[Outcome] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    deferred: set[int] = field(default_factory=set)

    def add(self, applied: Applied, last: int) -> None:
        self.outcomes += applied.outcomes
        self.rejections += applied.rejections
        self.deferred.update(applied.deferred)
        self.last = max(self.last, last)

    def count(self, result: str) -> int:
        return sum(one.result == result for one in self.outcomes)

    @property
    def rejected(self) -> Sequence[int]:
        """The lines of rejected rows, in order."""
        return sorted({rejection.line for rejection in self.rejections})

    def first(self, count: int) -> list[Rejection]:
        """The faults of so many rejected rows."""
        lines = set(self.rejected[:count])
        return [rejection for rejection in self.rejections if rejection.line in lines]

    @property
    def lines(self) -> dict[str, int]:
        return {one.code: one.line for one in self.outcomes}


def _room(job: Row[Any]) -> int:
    """How many more rejected rows are listed."""
    return limits.MOST_REJECTED - int(job.rejected)


def _is_too_much(job: Row[Any], progress: _Progress) -> bool:
    return len(progress.rejected) > _room(job)


def _stopped(job: Row[Any], progress: _Progress, applied: str) -> str:
    """Why a job with too many rejected rows ends, up to where these are listed, and what is applied."""
    listed = progress.rejected[_room(job)] - 1
    most = f"more than {limits.MOST_REJECTED} rows are rejected"
    return f"{most}: they are listed up to line {listed}, and {applied}"


def _applied(begun: str, last: int) -> str:
    """What is applied when the batch up to the line `last` was the last; `begun`: as in `_go_on`."""
    if begun == "0":  # the first way through the file, on which rows may be deferred
        return f"good rows are applied up to line {last}, but for those that refer to what is not there yet"
    return f"good rows are applied, those that refer to other rows of the file up to line {last}"


async def _keep(tx: Transaction, job: Row[Any], progress: _Progress) -> None:
    counts = Counter(one.result for one in progress.outcomes)
    await jobs.keep_outcomes(tx, job.id, progress.outcomes)
    rejected = await jobs.reject(tx, job.id, progress.first(_room(job)))
    await jobs.forget_accepted(tx, job.id, job.applied_to, progress.last, progress.deferred)
    counted: dict[str, int] = {result: counts[result] for result in _RESULTS}
    await jobs.count(tx, job.id, progress.last, {**counted, "rejected": rejected})


def _batch(
    tx: Transaction,
    job: Row[Any],
    waiting: Sequence[Row[Any]],
    lines: Mapping[str, int] | None = None,
    *,
    may_defer: bool,
    is_trial: bool = False,
) -> Batch:
    async def earlier(codes: Collection[str]) -> Mapping[str, int]:
        return await jobs.lines_of(tx, job.id, codes) if lines is None else lines

    make = _row_of(job.format != "ndjson")
    return Batch([make(row) for row in waiting], earlier, may_defer, is_trial)


def _row_of(is_of_cells: bool) -> Callable[[Row[Any]], PatchRow]:
    def make(row: Row[Any]) -> PatchRow:
        data = from_json(row.data)
        faults = tuple(Rejection(row.line, where, detail) for where, detail in data.get("faults", ()))
        return PatchRow(row.line, data.get("patch", data), faults, is_of_cells)

    return make

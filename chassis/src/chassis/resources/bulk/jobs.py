"""Import jobs and their rows in the database: all SQL of imports.

A row waits in `import_row` until it is applied, and is deleted then; a rejected one stays with its errors.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Row, Text, bindparam, select, text

from chassis.base.tables import import_job, import_row
from chassis.database import Database, Session, Transaction
from chassis.http.pages import Paging, after
from chassis.resources.bulk.rows import Rejection
from chassis.resources.bulk.validation import faults_as_json
from chassis.timers import schedule

KIND = "import"
"""The kind of the timers that apply batches; their subject is `<job>/<number of the batch>`."""
Mode = Literal["row_by_row", "all_or_nothing"]
Status = Literal["receiving", "queued", "running", "done", "refused", "failed"]
Staged = tuple[UUID, int, str | None, str | None]
"""A row of `import_row`: job, line, data, errors."""

_BEGIN = text(
    "INSERT INTO chassis.import_job (id, noun, mode, client, correlation_id)"
    " VALUES (:id, :noun, :mode, :client, :correlation_id)"
)
_RECEIVE = text(
    """
    UPDATE chassis.import_job SET touched_at = clock_timestamp(), received = received + :received,
        rejected = rejected + :rejected
    WHERE id = :job AND status = 'receiving' RETURNING received
    """
)
_SET_STATUS = text(
    """
    UPDATE chassis.import_job SET status = :status, touched_at = clock_timestamp(),
        finished_at = CASE WHEN :status IN ('done', 'refused', 'failed') THEN clock_timestamp() END
    WHERE id = :job RETURNING touched_at
    """
)
_RESUME = text(
    """
    UPDATE chassis.import_job SET status = 'queued', touched_at = clock_timestamp(), finished_at = NULL
    WHERE id = :job AND status = 'failed'
    """
)
_TAKE_ON = text(
    """
    SELECT * FROM chassis.import_job WHERE id = :job AND status IN ('queued', 'running') FOR UPDATE
    """
)
_BATCH = text("SELECT line, data::text AS data FROM chassis.import_batch(:job, :after, :limit)")
_REJECT = text(
    """
    UPDATE chassis.import_row r SET errors = found.errors::jsonb
    FROM unnest(:lines, :errors) AS found (line, errors) WHERE r.job = :job AND r.line = found.line
    """
).bindparams(bindparam("lines", type_=ARRAY(BigInteger)), bindparam("errors", type_=ARRAY(Text)))
_FORGET_ACCEPTED = text(
    "DELETE FROM chassis.import_row WHERE job = :job AND line > :after AND line <= :last AND errors IS NULL"
)
_COUNT = text(
    """
    UPDATE chassis.import_job SET changed = changed + :changed, unchanged = unchanged + :unchanged,
        rejected = rejected + :rejected, applied_to = :last
    WHERE id = :job
    """
)
_FORGET = text("DELETE FROM chassis.import_job WHERE id = :job")
_FORGET_OLD = (
    text(
        "DELETE FROM chassis.import_job WHERE status = 'receiving' AND touched_at < now() - interval '1 hour'"
    ),
    text("DELETE FROM chassis.import_job WHERE finished_at < now() - interval '30 days'"),
    text("DELETE FROM chassis.timer WHERE kind = 'import' AND fired_at < now() - interval '1 day'"),
)


async def begin(tx: Transaction, job: UUID, noun: str, mode: Mode) -> None:
    """Make a job that receives rows, for the client that is the origin of `tx`."""
    who = {"client": tx.origin.actor, "correlation_id": tx.origin.correlation_id}
    await tx.execute(_BEGIN, {"id": job, "noun": noun, "mode": mode, **who})


async def stage(tx: Transaction, job: UUID, rows: Sequence[Staged]) -> int | None:
    """Add `rows` to a job that receives; returns how many it has now, `None` if the job is not there."""
    rejected = sum(errors is not None for *_, errors in rows)
    counts = {"job": job, "received": len(rows), "rejected": rejected}
    received: int | None = (await tx.execute(_RECEIVE, counts)).scalar_one_or_none()
    if received is not None and rows:
        await tx.copy(import_row, ["job", "line", "data", "errors"], rows)
    return received


async def queue(tx: Transaction, job: UUID) -> None:
    """Let a job that has all of its rows be applied."""
    await tick(tx, job, 0, "queued")


async def tick(tx: Transaction, job: UUID, number: int, status: Status) -> None:
    """Give a job its `status`, and let its batch of this `number` be applied."""
    now = (await tx.execute(_SET_STATUS, {"job": job, "status": status})).scalar_one()
    await schedule(tx, KIND, f"{job}/{number}", now)


async def finish(tx: Transaction, job: UUID, status: Status) -> None:
    """Give a job its last status."""
    await tx.execute(_SET_STATUS, {"job": job, "status": status})


async def resume(tx: Transaction, job: UUID) -> None:
    """Let a job that has failed go on where it stopped."""
    await tx.execute(_RESUME, {"job": job})


async def take_on(tx: Transaction, job: UUID) -> Row[Any] | None:
    """The job, for this transaction alone; `None`: there is nothing to do."""
    return (await tx.execute(_TAKE_ON, {"job": job})).one_or_none()


async def batch(tx: Transaction, job: UUID, after_line: int, limit: int) -> Sequence[Row[Any]]:
    """The next rows that are not rejected: line, and data as JSON."""
    return (await tx.execute(_BATCH, {"job": job, "after": after_line, "limit": limit})).all()


async def reject(tx: Transaction, job: UUID, rejections: Iterable[Rejection]) -> int:
    """Keep the rows of these rejections with their errors; returns how many rows they are."""
    faults: dict[int, list[Rejection]] = {}
    for rejection in rejections:
        faults.setdefault(rejection.line, []).append(rejection)
    if faults:
        errors = [faults_as_json(tuple(of_line)) for of_line in faults.values()]
        await tx.execute(_REJECT, {"job": job, "lines": list(faults), "errors": errors})
    return len(faults)


async def forget_accepted(tx: Transaction, job: UUID, after_line: int, last_line: int) -> None:
    """Delete the rows between these lines that are not rejected."""
    await tx.execute(_FORGET_ACCEPTED, {"job": job, "after": after_line, "last": last_line})


async def count(
    tx: Transaction, job: UUID, last_line: int, *, changed: int, unchanged: int, rejected: int
) -> None:
    """Add to the counts of the job, and remember that it is done up to `last_line`."""
    counts = {"changed": changed, "unchanged": unchanged, "rejected": rejected}
    await tx.execute(_COUNT, {"job": job, "last": last_line, **counts})


async def find(session: Session, job: UUID, noun: str) -> Row[Any] | None:
    """The job with this id that imports `noun`."""
    wanted = select(import_job).where(import_job.c.id == job, import_job.c.noun == noun)
    return (await session.execute(wanted)).one_or_none()


async def rejections(session: Session, job: UUID, paging: Paging) -> Sequence[Row[Any]]:
    """A page of the job's rejected rows, by line."""
    columns = (import_row.c.line, import_row.c.data, import_row.c.errors)
    wanted = select(*columns).where(import_row.c.job == job, import_row.c.errors.is_not(None))
    return (await session.execute(after(wanted, paging, import_row.c.line))).all()


async def forget(database: Database, job: UUID) -> None:
    """Let a job be as if it had never begun."""
    async with database.transaction() as tx:
        await tx.execute(_FORGET, {"job": job})


async def forget_old(database: Database) -> None:
    """Delete jobs whose file never came to its end, and what was finished long ago."""
    for statement in _FORGET_OLD:
        async with database.transaction() as tx:
            await tx.execute(statement)

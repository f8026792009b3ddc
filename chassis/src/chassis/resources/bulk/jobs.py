"""Import jobs, their files and their rows in the database: all SQL of imports.

A file is kept in pieces until it is read. A row waits in `import_row` until it is applied, and is deleted
then; a rejected one stays with its errors. What became of each code is kept with the job.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Row, Text, bindparam, select, text

from chassis.base.tables import import_job, import_outcome, import_row
from chassis.database import Database, Session, Transaction
from chassis.http.pages import Paging, after
from chassis.resources.bulk import limits
from chassis.resources.bulk.faults import faults_as_json
from chassis.resources.bulk.formats import Format
from chassis.resources.bulk.importer import Outcome
from chassis.resources.bulk.rows import Rejection
from chassis.timers import schedule

KIND = "import"
"""The kind of the timers that apply batches; their subject is `<job>/<number of the batch>/<way>`."""
READING = "import-reading"
"""The kind of the timers that read files; their subject is the job."""
READING_LARGE = "import-reading-large"
"""The same of large files, for which no other waits."""
KINDS = (READING, READING_LARGE, KIND)
"""All are worked on for as long as they take."""
Mode = Literal["row_by_row", "all_or_nothing", "dry_run"]
Status = Literal["receiving", "queued", "running", "done", "refused", "failed"]
Staged = tuple[UUID, int, str | None, str | None]
"""A row of `import_row`: job, line, data, errors."""

_BEGIN = text(
    "INSERT INTO chassis.import_job (id, noun, mode, client, correlation_id, format, charset)"
    " VALUES (:id, :noun, :mode, :client, :correlation_id, :format, :charset)"
)
_RECEIVE = text(
    """
    WITH job AS (
        UPDATE chassis.import_job SET touched_at = clock_timestamp()
        WHERE id = :job AND status = 'receiving' RETURNING id
    )
    INSERT INTO chassis.import_piece (job, number, content) SELECT id, :number, :content FROM job
    """
)
_PIECE = text("SELECT content FROM chassis.import_piece WHERE job = :job AND number = :number")
_FORGET_PIECES = text("DELETE FROM chassis.import_piece WHERE job = :job")
_FORGET_ROWS = text("DELETE FROM chassis.import_row WHERE job = :job AND errors IS NULL")
_READ = text(
    """
    UPDATE chassis.import_job SET received = :received, rejected = :rejected,
        columns = CAST(CAST(:columns AS text) AS jsonb)
    WHERE id = :job
    """
)
_BEGIN_AGAIN = text(
    """
    UPDATE chassis.import_job SET applied_to = 0
    WHERE id = :job AND EXISTS (SELECT FROM chassis.import_row WHERE job = :job AND errors IS NULL)
    """
)
_SET_STATUS = text(
    """
    UPDATE chassis.import_job SET status = :status, touched_at = clock_timestamp(), reason = :reason,
        finished_at = CASE WHEN :status IN ('done', 'refused', 'failed') THEN clock_timestamp() END
    WHERE id = :job RETURNING touched_at
    """
)
_RESUME = text(
    """
    UPDATE chassis.import_job
    SET status = 'queued', touched_at = clock_timestamp(), finished_at = NULL, reason = NULL
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
    " AND line <> ALL (:deferred)"
).bindparams(bindparam("deferred", type_=ARRAY(BigInteger)))
_COUNT = text(
    """
    UPDATE chassis.import_job SET created = created + :created, changed = changed + :changed,
        unchanged = unchanged + :unchanged, older = older + :older, rejected = rejected + :rejected,
        applied_to = :last
    WHERE id = :job
    """
)
_FORGET = text("DELETE FROM chassis.import_job WHERE id = :job")
_FORGET_OLD = (
    text(
        "DELETE FROM chassis.import_job WHERE status = 'receiving' AND touched_at < now() - interval '1 hour'"
    ),
    text("DELETE FROM chassis.import_job WHERE finished_at < now() - interval '30 days'"),
    text(
        "DELETE FROM chassis.timer WHERE kind IN ('import', 'import-reading', 'import-reading-large')"
        " AND fired_at < now() - interval '1 day'"
    ),
)


async def begin(tx: Transaction, job: UUID, noun: str, mode: Mode, form: Format, charset: str) -> None:
    """Make a job that receives a file, for the client that is the origin of `tx`."""
    who = {"client": tx.origin.actor, "correlation_id": tx.origin.correlation_id}
    await tx.execute(
        _BEGIN, {"id": job, "noun": noun, "mode": mode, "format": form, "charset": charset, **who}
    )


async def keep_piece(tx: Transaction, job: UUID, number: int, content: bytes) -> bool:
    """Add the next piece of its file to a job that receives; returns whether the job is still there."""
    values = {"job": job, "number": number, "content": content}
    return (await tx.execute(_RECEIVE, values)).rowcount == 1


async def piece(session: Session, job: UUID, number: int) -> bytes | None:
    """A piece of the job's file; `None` after the last."""
    found: bytes | None = (await session.execute(_PIECE, {"job": job, "number": number})).scalar_one_or_none()
    return found


async def queue(tx: Transaction, job: UUID, size: int) -> None:
    """Let the file of a job that has all of it be read. `size`: in bytes."""
    now = (await tx.execute(_SET_STATUS, {"job": job, "status": "queued", "reason": None})).scalar_one()
    await schedule(tx, READING_LARGE if size > limits.LARGEST_SMALL else READING, str(job), now)


async def stage(tx: Transaction, rows: Sequence[Staged]) -> None:
    """Add rows of a file that is read."""
    if rows:
        await tx.copy(import_row, ["job", "line", "data", "errors"], rows)


async def was_read(tx: Transaction, job: UUID, received: int, rejected: int, columns: str | None) -> None:
    """Remember what the file had, and drop it. `columns`: as JSON."""
    values = {"job": job, "received": received, "rejected": rejected, "columns": columns}
    await tx.execute(_READ, values)
    await tx.execute(_FORGET_PIECES, {"job": job})


async def tick(tx: Transaction, job: UUID, number: int, begun: str = "0") -> None:
    """Let the batch of this `number` be applied. `begun`: about the way through the file; see `applying`."""
    now = (await tx.execute(_SET_STATUS, {"job": job, "status": "running", "reason": None})).scalar_one()
    await schedule(tx, KIND, f"{job}/{number}/{begun}", now)


async def begin_again(tx: Transaction, job: UUID) -> bool:
    """Let the next batch be the first of those rows that still wait; returns whether there are any."""
    return bool((await tx.execute(_BEGIN_AGAIN, {"job": job})).rowcount)


async def set_aside(tx: Transaction, job: UUID) -> None:
    """Let a job that is set aside show as failed; what is left of it stays, so that it can be resumed."""
    reason = "it could not be done, even when it was tried again; an operator can let it go on"
    await tx.execute(_SET_STATUS, {"job": job, "status": "failed", "reason": reason})


async def resume(tx: Transaction, job: UUID) -> None:
    """Let a job that was set aside go on where it stopped."""
    await tx.execute(_RESUME, {"job": job})


async def finish(tx: Transaction, job: UUID, status: Status, reason: str | None = None) -> None:
    """Give a job its last status; rows that still wait are dropped."""
    await tx.execute(_SET_STATUS, {"job": job, "status": status, "reason": reason})
    await tx.execute(_FORGET_PIECES, {"job": job})
    await tx.execute(_FORGET_ROWS, {"job": job})


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
        errors = [faults_as_json(of_line) for of_line in faults.values()]
        await tx.execute(_REJECT, {"job": job, "lines": list(faults), "errors": errors})
    return len(faults)


async def forget_accepted(
    tx: Transaction, job: UUID, after_line: int, last_line: int, deferred: Collection[int]
) -> None:
    """Delete the rows between these lines that are neither rejected nor `deferred`."""
    values = {"job": job, "after": after_line, "last": last_line, "deferred": list(deferred)}
    await tx.execute(_FORGET_ACCEPTED, values)


async def keep_outcomes(tx: Transaction, job: UUID, outcomes: Iterable[Outcome]) -> None:
    """Remember what became of rows, by their codes."""
    columns = ["job", "code", "line", "is_new", "fields"]
    records = [
        (job, one.code, one.line, one.result == "created", list(one.fields) if one.is_change else None)
        for one in outcomes
    ]
    if records:
        await tx.copy(import_outcome, columns, records)


async def lines_of(session: Session, job: UUID, codes: Collection[str]) -> dict[str, int]:
    """The lines of the job's rows that have one of `codes` and were applied before, by code."""
    columns = (import_outcome.c.code, import_outcome.c.line)
    wanted = select(*columns).where(
        import_outcome.c.job == job, import_outcome.c.code == text("ANY (:codes)")
    )
    return {row.code: row.line for row in await session.execute(wanted, {"codes": list(codes)})}


async def count(tx: Transaction, job: UUID, last_line: int, counts: dict[str, int]) -> None:
    """Add to the counts of the job, and remember that it is done up to `last_line`."""
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


async def changes(session: Session, job: UUID, paging: Paging) -> Sequence[Row[Any]]:
    """A page of what the job has changed, by line."""
    own = import_outcome.c
    wanted = select(own.line, own.code, own.is_new, own.fields).where(own.job == job, own.fields.is_not(None))
    return (await session.execute(after(wanted, paging, own.line))).all()


async def forget(database: Database, job: UUID) -> None:
    """Let a job be as if it had never begun."""
    async with database.transaction() as tx:
        await tx.execute(_FORGET, {"job": job})


async def forget_old(database: Database) -> None:
    """Delete jobs whose file never came to its end, and what was finished long ago."""
    for statement in _FORGET_OLD:
        async with database.transaction() as tx:
            await tx.execute(statement)

"""The operations of each importer: `POST /v1/<noun>:import` and `GET /v1/<noun>/imports/{id}`."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.database import Database, Session
from chassis.http import idempotency
from chassis.http.idempotency import Key
from chassis.http.pages import Page, Pages, page
from chassis.http.problem_documents import FieldErrorBody
from chassis.http.session import Read
from chassis.identity import Principal, requires
from chassis.problems import NotFoundError
from chassis.problems.models import ResponseBody
from chassis.resources.bulk import jobs
from chassis.resources.bulk.formats import BODIES, IMPORT_RESPONSES
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.jobs import Mode, Status
from chassis.resources.bulk.receiving import Receiving
from chassis.values import Instant


class RejectedRowBody(ResponseBody):
    """A row that was not imported."""

    line: int
    """The line of the text in which the row begins, or its number in the sheet; the first is 1."""
    errors: list[FieldErrorBody]
    """What is wrong; pointers are into the row, and an empty one means the row as a whole."""
    data: Any
    """The row as it was understood, when it is short; else null."""


class ImportJob(ResponseBody):
    """What becomes of a file that was sent to be imported."""

    id: UUID
    status: Status
    """`queued`, `running`, and in the end `done`, `refused` (all or nothing: it was nothing) or `failed`."""
    mode: Mode
    received: int
    """Rows of the file."""
    changed: int
    """Rows that were new or different."""
    unchanged: int
    """Rows that changed nothing."""
    rejected: int
    """Rows that were not imported."""
    progress: float
    """From 0 to 1, which means that it is over."""
    created_at: Instant
    finished_at: Instant | None


class ImportReport(ImportJob):
    """What became of a file, and of each row that was not imported."""

    rejections: Page[RejectedRowBody]
    """By line; `limit` and `cursor` of the request are about these."""


_QUERY = Query(description="Apply the good rows whatever the others are, or all rows or none.")


def router_of(importers: Sequence[Importer[Any]]) -> APIRouter:
    """The operations of all `importers`."""
    router = APIRouter(tags=["imports"])
    for importer in importers:
        _add_post(router, importer)
        _add_get(router, importer)
    return router


def path_of(importer: Importer[Any]) -> str:
    """Where files are sent to."""
    return f"/v1/{importer.noun}:import"


def _add_post(router: APIRouter, importer: Importer[Any]) -> None:
    plural = importer.noun.replace("-", " ")

    @router.post(
        path_of(importer),
        status_code=202,
        operation_id=f"import_{importer.noun.replace('-', '_')}",
        summary=f"Import {plural} from a file",
        response_model=ImportJob,
        responses=IMPORT_RESPONSES,
        openapi_extra={"requestBody": {"required": True, "content": BODIES}},
    )
    async def receive(
        principal: Annotated[Principal, Depends(requires(importer.scope))],
        request: Request,
        mode: Annotated[Mode, _QUERY] = "row_by_row",
        key: Key = None,
    ) -> Response:
        """The file is checked row by row as it arrives, and applied afterwards: `Location` has its progress.

        Importing the same file again changes nothing.
        """
        return await _receive(Receiving(request, principal, importer, mode), request, key)


async def _receive(receiving: Receiving, request: Request, key: str | None) -> Response:
    database: Database = request.app.state.database
    try:
        await receiving.receive()
        async with database.transaction(receiving.origin) as tx:
            once = None
            if key is not None:
                once = await idempotency.begin(tx, receiving.origin.actor, key, receiving.digest.digest())
            await receiving.queue(tx)
            job = ImportJob(**await _job_fields(tx, receiving.noun, receiving.job))
            headers = {"Location": f"/v1/{receiving.noun}/imports/{job.id}"}
            response = Response(job.model_dump_json(), 202, headers, "application/json")
            if once is not None:
                once.store(response)
    except Exception:
        await receiving.forget()
        raise
    return response


def _add_get(router: APIRouter, importer: Importer[Any]) -> None:
    plural = importer.noun.replace("-", " ")

    @router.get(
        f"/v1/{importer.noun}/imports/{{identity}}",
        operation_id=f"get_{importer.noun.replace('-', '_')}_import",
        summary=f"See how an import of {plural} goes",
        dependencies=[Depends(requires(importer.scope))],
    )
    async def report(
        session: Read, identity: UUID, paging: Pages, request: Request, response: Response
    ) -> ImportReport:
        """Counts, progress, and the rejected rows, page by page."""
        fields = await _job_fields(session, importer.noun, identity)
        rows = await jobs.rejections(session, identity, paging)
        shown, cursor = page(rows, paging, request, response, "line")
        items = [RejectedRowBody.model_validate(row) for row in shown]
        return ImportReport(**fields, rejections=Page(items=items, next_cursor=cursor))


async def _job_fields(session: Session, noun: str, identity: UUID) -> dict[str, Any]:
    """The fields of an `ImportJob`."""
    job = await jobs.find(session, identity, noun)
    if job is None:
        raise NotFoundError(f"There is no such import of {noun}.")
    handled = job.changed + job.unchanged + job.rejected
    return {**job._mapping, "progress": progress(job.status, job.received, handled)}


def progress(status: Status, received: int, handled: int) -> float:
    """How much is done, from 0 to 1."""
    if status in {"done", "refused", "failed"}:
        return 1.0
    return round(handled / received, 3) if received else 0.0

"""The operations of each importer: `POST /v1/<noun>:import`, and what became of it at `/imports/{id}`."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Row

from chassis.database import Database, ReadSession, Session
from chassis.http import idempotency
from chassis.http.idempotency import Key
from chassis.http.operation import Operation
from chassis.http.pages import Page, Pages, Paging, page
from chassis.http.session import Read
from chassis.identity import Principal, requires
from chassis.problems import NotFoundError
from chassis.resources.bulk import jobs, rejected_rows
from chassis.resources.bulk.exporter import file_response
from chassis.resources.bulk.formats import BODIES, FILE, IMPORT_RESPONSES, Format
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.jobs import Mode, Status
from chassis.resources.bulk.models import ChangeBody, ImportJob, ImportReport, RejectedRowBody
from chassis.resources.bulk.receiving import Receiving

LONGEST_SHOWN = 2000
"""Characters of a rejected row that is shown in the report; its file has it whole."""
_MODE = Query(description="Apply the good rows whatever the others are, all rows or none, or only see.")
_FORMAT = Query(alias="format", description="Instead of the format in which the rows were sent.")


def router_of(importer: Importer) -> APIRouter:
    """The operations of an importer."""
    router = APIRouter(tags=["imports"], route_class=Operation)
    _add_post(router, importer)
    _add_report(router, importer)
    _add_changes(router, importer)
    _add_rejected(router, importer)
    return router


def path_of(importer: Importer) -> str:
    """Where files are sent to."""
    return f"/v1/{importer.noun}:import"


def _add_post(router: APIRouter, importer: Importer) -> None:
    @router.post(
        path_of(importer),
        status_code=202,
        operation_id=f"import_{_name(importer)}",
        summary=f"Import {_plural(importer)} from a file",
        response_model=ImportJob,
        responses=IMPORT_RESPONSES,
        openapi_extra={"requestBody": {"required": True, "content": BODIES}},
    )
    async def receive(
        principal: Annotated[Principal, Depends(requires(importer.scope))],
        request: Request,
        mode: Annotated[Mode, _MODE] = "row_by_row",
        key: Key = None,
    ) -> Response:
        """Each row changes the fields that it has. `Location` shows how the file is read and applied.

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
            job = ImportJob(**_fields(await _job(tx, receiving.noun, receiving.job)))
            headers = {"Location": f"/v1/{receiving.noun}/imports/{job.id}"}
            response = Response(job.model_dump_json(), 202, headers, "application/json")
            if once is not None:
                once.store(response)
    except BaseException:  # a client that is gone has the request cancelled
        await receiving.forget()
        raise
    return response


def _add_report(router: APIRouter, importer: Importer) -> None:
    @router.get(
        f"/v1/{importer.noun}/imports/{{identity}}",
        operation_id=f"get_{_name(importer)}_import",
        summary=f"See how an import of {_plural(importer)} goes",
        dependencies=[Depends(requires(importer.scope))],
    )
    async def report(
        session: Read, identity: UUID, paging: Pages, request: Request, response: Response
    ) -> ImportReport:
        """Counts, progress, and the rejected rows, page by page."""
        fields = _fields(await _job(session, importer.noun, identity))
        rows = await jobs.rejections(session, identity, paging)
        shown, cursor = page(rows, paging, request, response, "line")
        return ImportReport(**fields, rejections=Page(items=list(map(_rejected, shown)), next_cursor=cursor))


def _add_changes(router: APIRouter, importer: Importer) -> None:
    @router.get(
        f"/v1/{importer.noun}/imports/{{identity}}/changes",
        operation_id=f"list_{_name(importer)}_import_changes",
        summary=f"List what an import of {_plural(importer)} has changed",
        dependencies=[Depends(requires(importer.scope))],
    )
    async def changes(
        session: Read, identity: UUID, paging: Pages, request: Request, response: Response
    ) -> Page[ChangeBody]:
        """Each entry that is new or different, with its fields, by line; of a dry run, what would be."""
        await _job(session, importer.noun, identity)
        rows = await jobs.changes(session, identity, paging)
        shown, cursor = page(rows, paging, request, response, "line")
        return Page(items=[ChangeBody.model_validate(row) for row in shown], next_cursor=cursor)


def _add_rejected(router: APIRouter, importer: Importer) -> None:
    @router.get(
        f"/v1/{importer.noun}/imports/{{identity}}/rejected",
        operation_id=f"export_{_name(importer)}_import_rejected",
        summary=f"Export the rejected rows of an import of {_plural(importer)}",
        dependencies=[Depends(requires(importer.scope))],
        response_class=StreamingResponse,
        responses={200: FILE},
    )
    async def rejected(
        session: Read,
        identity: UUID,
        request: Request,
        form: Annotated[Format | None, _FORMAT] = None,
    ) -> Response:
        """The rows as they were sent, with a column `reason`: mend them and send them again."""
        job = await _job(session, importer.noun, identity)

        async def pages(session: ReadSession, after: Any, limit: int) -> Sequence[Row[Any]]:
            return (await jobs.rejections(session, identity, Paging(limit, after)))[:limit]

        columns = job.columns or [name for name in importer.row.model_fields if name not in importer.without]
        return await file_response(
            request,
            form or job.format,
            pages,
            key=lambda row: (row.line,),
            name=f"rejected-{importer.noun}",
            as_json=partial(rejected_rows.as_json, is_ascii=job.charset != "utf-8"),
            cells=lambda *_: rejected_rows.RejectedCells(columns),
            csv_begin=BOM_UTF8,  # it may be sent with the charset of the first file, which a mark overrides
        )


def _plural(importer: Importer) -> str:
    return importer.noun.replace("-", " ")


def _name(importer: Importer) -> str:
    return importer.noun.replace("-", "_")


def _rejected(row: Row[Any]) -> RejectedRowBody:
    data = rejected_rows.patch_of(row.data) if isinstance(row.data, dict) else row.data
    is_short = len(str(data)) <= LONGEST_SHOWN
    return RejectedRowBody(line=row.line, errors=row.errors, data=data if is_short else None)


async def _job(session: Session, noun: str, identity: UUID) -> Row[Any]:
    job = await jobs.find(session, identity, noun)
    if job is None:
        raise NotFoundError(f"There is no such import of {noun}.")
    return job


def _fields(job: Row[Any]) -> dict[str, Any]:
    """The fields of an `ImportJob`."""
    handled = job.created + job.changed + job.unchanged + job.older + job.rejected
    return {**job._mapping, "progress": progress(job.status, job.received, handled)}


def progress(status: Status, received: int, handled: int) -> float:
    """How much is done, from 0 to 1."""
    if status in {"done", "refused", "failed"}:
        return 1.0
    return round(handled / received, 3) if received else 0.0

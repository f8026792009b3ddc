"""Books on shelves: what is imported from files, and exported as it was imported."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import ReadSession, Transaction
from chassis.identity import Anyone
from chassis.problems.models import Line, RequestBody
from chassis.resources.bulk import (
    EXPORT_RESPONSES,
    Applied,
    ExportFormat,
    ImportedRow,
    Importer,
    Rejection,
    export_response,
)
from tests.support.chassis.notebook.events import BookShelved
from tests.support.chassis.notebook.tables import book

FORBIDDEN = "forbidden"
"""A book with this title is rejected when it is applied."""


class Book(RequestBody):
    """A row of a file."""

    code: Annotated[str, Field(pattern="^[A-Za-z0-9-]{1,80}$")]
    title: Line
    titles: Mapping[str, Line] = Field(default_factory=dict)
    authors: list[Line] = Field(default_factory=list)
    shelf: Line | None = None
    bought: date | None = None
    pages: int | None = None


async def shelve(tx: Transaction, rows: Sequence[ImportedRow[Book]]) -> Applied:
    """Keep the books that are new or different, and tell of them; a later row counts after an earlier one."""
    rejections = [
        Rejection(row.line, "/title", "no such book") for row in rows if row.content.title == FORBIDDEN
    ]
    good = [row.content for row in rows if row.content.title != FORBIDDEN]
    latest = {one.code: one for one in good}
    values = [{"code": code, "data": one.model_dump(mode="json")} for code, one in latest.items()]
    changed: set[str] = set()
    if values:
        said = insert(book).values(values)
        news = said.on_conflict_do_update(
            index_elements=["code"],
            set_={"data": said.excluded.data, "times": book.c.times + 1},
            where=book.c.data != said.excluded.data,
        )
        changed = set((await tx.execute(news.returning(book.c.code))).scalars())
    for code in sorted(changed):
        tx.append(BookShelved(title=latest[code].title), subject=code)
    return Applied(len(changed), len(good) - len(changed), rejections)


importer = Importer(noun="books", row=Book, scope="notes:write", apply=shelve)
router = APIRouter(tags=["books"])


@router.get(
    "/v1/books:export",
    operation_id="export_books",
    summary="Export books",
    response_class=StreamingResponse,
    responses=EXPORT_RESPONSES,
)
async def export_books(_: Anyone, request: Request, form: ExportFormat) -> Response:
    return await export_response(request, form, Book, read_books, key=lambda one: (one.code,), name="books")


async def read_books(session: ReadSession, after: tuple[Any, ...] | None, limit: int) -> Sequence[Book]:
    """A page of books by code."""
    wanted = select(book.c.data).order_by(book.c.code).limit(limit)
    if after is not None:
        wanted = wanted.where(book.c.code > after[0])
    return [Book.model_validate(data) for data in (await session.execute(wanted)).scalars()]


async def count_books(session: Any) -> int:
    """How many books there are."""
    number: int = (await session.execute(select(func.count()).select_from(book))).scalar_one()
    return number

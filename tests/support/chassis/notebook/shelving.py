"""Books on shelves: what is imported from files, and exported as it was imported."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from pydantic_core import to_json
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.database import ReadSession, Transaction
from chassis.http.operation import Operation
from chassis.identity import Anyone
from chassis.problems.models import RequestBody
from chassis.resources.bulk import (
    EXPORT_RESPONSES,
    Applied,
    Batch,
    ExportFormat,
    Importer,
    Merged,
    Outcome,
    PatchRow,
    Rejection,
    export_response,
    merge,
)
from chassis.values import Line
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


async def shelve(tx: Transaction, batch: Batch) -> Applied:
    """Keep the books that are new or different, and publish them; no title may be forbidden."""
    if not batch.is_trial:
        await tx.execute(select(func.pg_advisory_xact_lock(1)))
    codes = [str(row.patch.get("code")) for row in batch.rows]
    stored = await _stored(tx, codes)
    first = dict(await batch.earlier(codes))
    outcomes, rejections, wanted = list[Outcome](), list[Rejection](), dict[str, Book]()
    for row, code in zip(batch.rows, codes, strict=True):
        if code in first:
            rejections.append(Rejection(row.line, "/code", f"{code} stands in line {first[code]} before"))
            continue
        first[code] = row.line
        merged = _merged(row, stored.get(code))
        if merged.content is not None and merged.content.title == FORBIDDEN:
            rejections.append(Rejection(row.line, "/title", "no such book"))
        elif merged.content is not None:
            wanted[code] = merged.content
            outcomes.append(Outcome(row.line, code, "changed" if code in stored else "created", ["title"]))
        elif merged.faults:
            rejections += merged.faults
        else:
            outcomes.append(Outcome(row.line, code, "unchanged"))
    if wanted and not batch.is_trial:
        await _keep(tx, wanted)
    return Applied(outcomes, rejections)


async def _stored(tx: Transaction, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = await tx.execute(select(book.c.code, book.c.data).where(book.c.code.in_(codes)))
    return {row.code: row.data for row in rows}


def _merged(row: PatchRow, stored: dict[str, Any] | None) -> Merged[Book]:
    """What a row makes of a book, if it changes anything."""
    merged = merge(Book, row, stored, needed=())
    is_same = merged.content is not None and _data(merged.content) == stored
    return Merged(None) if is_same else merged


def _data(one: Book) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude_defaults=True)


async def _keep(tx: Transaction, books: Mapping[str, Book]) -> None:
    values = [{"code": code, "data": _data(one)} for code, one in books.items()]
    given = insert(book).values(values)
    await tx.execute(
        given.on_conflict_do_update(
            index_elements=["code"], set_={"data": given.excluded.data, "times": book.c.times + 1}
        )
    )
    for code, one in sorted(books.items()):
        tx.append(BookShelved(title=one.title), subject=code)


importer = Importer(noun="books", row=Book, scope="notes:write", apply=shelve, needed=("code",))
router = APIRouter(tags=["books"], route_class=Operation)


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
    stored = (await session.execute(wanted)).scalars()
    return [Book.model_validate_json(to_json(data)) for data in stored]


async def count_books(session: Any) -> int:
    """How many books there are."""
    number: int = (await session.execute(select(func.count()).select_from(book))).scalar_one()
    return number

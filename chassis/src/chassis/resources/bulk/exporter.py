"""Answering with all rows of a noun, however many: page by page, each read in a short session of its own.

A client that reads slowly holds back the reading of pages, and no session meanwhile.
"""

import csv
import io
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from typing import Any, Generic, Protocol, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from chassis.database import Database, ReadSession
from chassis.resources.bulk.cell_writing import CellWriter
from chassis.resources.bulk.formats import MEDIA_TYPES, Format
from chassis.resources.bulk.workbook_writing import Cells, WorkbookWriter

R = TypeVar("R")
M = TypeVar("M", bound=BaseModel)
Key = tuple[Any, ...]
PAGE = 1000
"""Rows that are read at once."""

ReadPage = Callable[[ReadSession, Key | None, int], Awaitable[Sequence[R]]]
"""Reads at most so many rows in the order of their keys, beginning after a key; fewer are the last."""


class _Writer(Protocol):
    """Makes bytes of pages."""

    def write(self, page: Sequence[Any]) -> bytes:
        """The bytes that are ready when `page` has been added."""

    def close(self) -> bytes:
        """The bytes that were still to come."""


class _Pages(Generic[R]):
    """The pages of an export, one after the other."""

    def __init__(self, database: Database, read: ReadPage[R], key: Callable[[R], Key]) -> None:
        self._database, self._read, self._key = database, read, key
        self._after: Key | None = None
        self.is_over = False

    async def next(self) -> Sequence[R]:
        """The next page; afterwards `is_over` is whether it was the last."""
        async with self._database.reading() as session:
            page = await self._read(session, self._after, PAGE)
        self.is_over = len(page) < PAGE
        if page:
            self._after = self._key(page[-1])
        return page


async def export_response(
    request: Request,
    form: Format,
    row: type[M],
    pages: ReadPage[M],
    *,
    key: Callable[[M], Key],
    name: str,
    without: Collection[str] = (),
) -> StreamingResponse:
    """All rows that `pages` reads, as a file called `name`, compressed with gzip when that is accepted.

    `key`: by what the rows are ordered, for the next page to begin after. `without`: fields that are left
    out. What is raised before the first row is sent is answered as a problem; afterwards the answer breaks
    off, which a client notices.
    """

    def as_json(one: M) -> str:
        return one.model_dump_json(by_alias=True, round_trip=True, exclude=set(without))

    def cells(first: Sequence[M], is_all: bool) -> Cells:
        return CellWriter(row, first, is_all=is_all, without=without)

    return await file_response(request, form, pages, key=key, name=name, as_json=as_json, cells=cells)


async def file_response(
    request: Request,
    form: Format,
    pages: ReadPage[R],
    *,
    key: Callable[[R], Key],
    name: str,
    as_json: Callable[[R], str],
    cells: Callable[[Sequence[R], bool], Cells],
    csv_begin: bytes = b"",
) -> StreamingResponse:
    """The same, of rows of any kind.

    Each is written `as_json`, or by the `cells` that know the first page of rows, and whether these are all.
    `csv_begin`: what stands before the header of CSV.
    """
    source = _Pages(request.app.state.database, pages, key)
    first = await source.next()
    begun = csv_begin if form == "csv" else b""
    writer = _writer(form, as_json, lambda: cells(first, source.is_over))
    body = _bytes(source, begun + writer.write(first), writer)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Vary": "Accept, Accept-Encoding",
    }
    if form != "xlsx" and _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
        body = _compressed(body)
    return StreamingResponse(body, media_type=MEDIA_TYPES[form], headers=headers)


async def _bytes(source: _Pages[R], begun: bytes, writer: _Writer) -> AsyncIterator[bytes]:
    yield begun
    while not source.is_over:
        yield writer.write(await source.next())
    yield writer.close()


def _writer(form: Format, as_json: Callable[[Any], str], cells: Callable[[], Cells]) -> _Writer:
    if form == "ndjson":
        return _Ndjson(as_json)
    return CsvWriter(cells()) if form == "csv" else WorkbookWriter(cells())


class _Ndjson:
    def __init__(self, as_json: Callable[[Any], str]) -> None:
        self._as_json = as_json

    def write(self, page: Sequence[Any]) -> bytes:
        return "".join(f"{self._as_json(row)}\n" for row in page).encode()

    def close(self) -> bytes:
        return b""


class CsvWriter:
    """Makes CSV of pages of rows."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._begun = False

    def write(self, page: Sequence[Any]) -> bytes:
        """The lines of `page`, and the header before the first."""
        lines = io.StringIO(newline="")
        writer = csv.writer(lines)  # as RFC 4180 has it, with CRLF
        if not self._begun:
            writer.writerow(self._cells.header())
            self._begun = True
        writer.writerows(map(self._cells.cells, page))
        return lines.getvalue().encode()

    def close(self) -> bytes:
        """Nothing more."""
        return b""


def _takes_gzip(accept_encoding: str) -> bool:
    for part in accept_encoding.lower().split(","):
        coding, *parameters = (part.replace(" ", "") for part in part.split(";"))
        if coding == "gzip":
            return not any(part in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for part in parameters)
    return False


async def _compressed(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(level=6, wbits=zlib.MAX_WBITS | 16)  # with the frame of gzip
    async for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()

"""Whatever a file is made of, reading it holds nothing else up."""

import asyncio
import gc
import io
import time
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.resources.bulk.workbook_writing import WorkbookWriter
from tests.support.chassis.imports import CSV, HEADER, NDJSON, XLSX, imported

Headers = dict[str, str]
LONGEST = 0.5
"""Seconds; what holds the event loop for long holds it for many, and the machine is shared."""


class _Header:
    def header(self) -> list[str]:
        return ["code", "title"]

    def cells(self, row: list[str]) -> list[str]:
        return row


def workbook(count: int) -> bytes:
    """A workbook with a header and so many empty rows."""
    writer = WorkbookWriter(_Header())
    content = writer.write([]) + writer.close()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"</sheetData>", b"<row/>" * count + b"</sheetData>"))
    return packed.getvalue()


FILES = {
    "a million short lines": (HEADER.encode() + b"\n" * 1_000_000 + b"a,A\n", CSV, ("done", 1)),
    "bad rows without end": (HEADER.encode() + b"x\n" * 500_000, CSV, ("failed", 0)),
    "quotation marks": (HEADER.encode() + b'"\n' * 500_000, CSV, ("failed", 0)),
    "empty lines of JSON": (b"\n" * 2_000_000 + b'{"code":"a","title":"A"}', NDJSON, ("done", 1)),
    "six million empty rows": (workbook(6_000_000), XLSX, ("failed", 0)),
}


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """The seconds for which the event loop did not come round."""
    held: list[float] = []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0)
            held.append(time.perf_counter() - began)
            await asyncio.sleep(0.002)

    gc.collect()
    gc.freeze()  # as services do
    watching = asyncio.create_task(watch())
    try:
        yield held
    finally:
        watching.cancel()
        gc.unfreeze()


@pytest.mark.parametrize("case", FILES)
async def test_reading_a_file_holds_the_event_loop_for_no_long_time(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, case: str
) -> None:
    content, kind, expected = FILES[case]
    async with watched() as held:
        told = await imported(client, writer, notebook.database, content, kind)
    assert (told["status"], told["created"]) == expected, told["reason"]
    assert max(held) < LONGEST

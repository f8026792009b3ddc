"""Exports: all rows in the wanted format, page by page, with no session held for a slow reader."""

import asyncio
import gzip
import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.resources.bulk import exporter
from chassis.testing import TokenIssuer
from chassis.testing.plugin import client_of
from tests.support.chassis.imports import CSV, NDJSON, XLSX, imported
from tests.support.chassis.words import check_problem

Headers = dict[str, str]
FILE = (
    "code,title,titles.fr,authors,bought,pages\r\n"
    'a,"Commas, and ""quotes""",Un,X;Y,2020-01-02,7\r\n'
    "b,=SUM(A1),,,,\r\n"
    "NA,Windhoek,,,,\r\n"
)


@pytest.fixture
async def shelved(notebook: Runtime, client: httpx.AsyncClient, writer: Headers) -> None:
    """Three books are there."""
    told = await imported(client, writer, notebook.database, FILE)
    assert told["created"] == 3


async def test_all_rows_are_told_as_json_by_default(client: httpx.AsyncClient, shelved: None) -> None:
    response = await client.get("/v1/books:export")
    assert response.headers["content-type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in response.text.splitlines()]
    assert [row["code"] for row in rows] == ["NA", "a", "b"]
    assert rows[1]["authors"] == ["X", "Y"]
    assert rows[2]["bought"] is None


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
async def test_a_csv_file_can_be_imported_again_and_changes_nothing(
    notebook: Runtime,
    client: httpx.AsyncClient,
    writer: Headers,
    shelved: None,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
) -> None:
    monkeypatch.setattr(exporter, "PAGE", page)
    response = await client.get("/v1/books:export", headers={"Accept": "text/csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="books.csv"'
    again = await imported(client, writer, notebook.database, response.content, CSV)
    assert (again["received"], again["unchanged"]) == (3, 3)


async def test_the_other_formats_can_be_imported_again_as_well(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, shelved: None, subtests: pytest.Subtests
) -> None:
    for kind, form in ((NDJSON, "ndjson"), (XLSX, "xlsx")):
        with subtests.test(form):
            response = await client.get("/v1/books:export", params={"format": form})
            assert response.headers["content-type"] == kind["Content-Type"]
            again = await imported(client, writer, notebook.database, response.content, kind)
            assert (again["received"], again["unchanged"]) == (3, 3)


async def test_a_text_like_a_formula_stays_a_text(client: httpx.AsyncClient, shelved: None) -> None:
    response = await client.get("/v1/books:export", params={"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=SUM(A1)")
    assert cell.data_type == "s"


async def test_nothing_is_exported_as_a_header(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/books:export")).text == ""
    response = await client.get("/v1/books:export", params={"format": "csv"})
    assert response.text == "code,title,titles,authors,shelf,bought,pages\r\n"


ACCEPTED = {
    "*/*": "application/x-ndjson",
    "application/json, text/*;q=0.5": "text/csv; charset=utf-8",
    "text/csv;q=0.2, application/x-ndjson;q=0.1": "text/csv; charset=utf-8",
    "text/csv; q=0, application/*": "application/x-ndjson",
}


async def test_the_client_says_what_it_accepts(client: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for accept, expected in ACCEPTED.items():
        with subtests.test(accept):
            response = await client.get("/v1/books:export", headers={"Accept": accept})
            assert response.headers["content-type"] == expected
    for accept in ("application/json", "text/csv;q=0", "nonsense", "text/csv;q=x"):
        with subtests.test(accept):
            check_problem(await client.get("/v1/books:export", headers={"Accept": accept}), 406)
    check_problem(await client.get("/v1/books:export", params={"format": "pdf"}), 422)


async def test_what_is_sent_is_compressed_for_those_who_accept_it(
    client: httpx.AsyncClient, shelved: None, subtests: pytest.Subtests
) -> None:
    for accepted, is_compressed in (("br, gzip", True), ("gzip;q=0", False), ("identity", False)):
        with subtests.test(accepted):
            headers = {"Accept": "text/csv", "Accept-Encoding": accepted}
            async with client.stream("GET", "/v1/books:export", headers=headers) as response:
                raw = b"".join([chunk async for chunk in response.aiter_raw()])
            assert response.headers["vary"] == "Accept, Accept-Encoding, Authorization"
            assert (response.headers.get("content-encoding") == "gzip") is is_compressed
            assert b"Windhoek" in (gzip.decompress(raw) if is_compressed else raw)


async def test_a_slow_reader_holds_no_session(
    notebook: Runtime, issuer: TokenIssuer, shelved: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "PAGE", 1)
    pool: Any = notebook.database.engine.pool
    held = []

    async def slow_send(message: Any) -> None:
        held.append(pool.checkedout())

    await exported_to(notebook, issuer, slow_send)
    assert len(held) > 4
    assert set(held) == {0}


async def exported_to(notebook: Runtime, issuer: TokenIssuer, send: Callable[[Any], Awaitable[None]]) -> None:
    """Run an export whose answer goes to `send`."""
    async with client_of(notebook, issuer) as client:
        app = client._transport.app  # type: ignore[attr-defined] # the application in this process
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": "/v1/books:export",
            "raw_path": b"/v1/books:export",
            "query_string": b"",
            "headers": [],
            "client": ("192.0.2.1", 5000),
            "app": app,
        }
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Any:
            return next(asked, None) or await asyncio.Event().wait()  # and then nothing more

        await app(scope, receive, send)


async def test_an_export_that_cannot_begin_is_a_problem(
    notebook: Runtime, client: httpx.AsyncClient, owner: Any
) -> None:
    async with owner.transaction() as tx:
        await tx.execute(text("ALTER TABLE notebook.book RENAME TO hidden"))
    check_problem(await client.get("/v1/books:export"), 500)

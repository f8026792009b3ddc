"""Imports: what is received is checked at once, applied batch by batch, and told row by row."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.resources.bulk import applying, receiving
from chassis.testing import TokenIssuer
from chassis.testing.plugin import client_of
from tests.support.chassis.imports import (
    CSV,
    HEADER,
    NDJSON,
    apply_all,
    faults,
    import_timers,
    imported,
    report,
    send,
)
from tests.support.chassis.notebook.shelving import FORBIDDEN, count_books
from tests.support.chassis.words import check_problem

Headers = dict[str, str]


def books(count: int, title: str = "A book") -> str:
    """A file of books."""
    return HEADER + "".join(f"b{number},{title}\r\n" for number in range(count))


async def stored(notebook: Runtime, query: str) -> int:
    """What the database counts."""
    async with notebook.database.reading() as session:
        number: int = (await session.execute(text(query))).scalar_one()
    return number


async def test_a_file_is_accepted_and_then_applied(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, books(3))
    queued = sent.json()
    assert (sent.status_code, queued["status"], queued["received"]) == (202, "queued", 3)
    assert sent.headers["location"] == f"/v1/books/imports/{queued['id']}"
    assert (await report(client, writer, sent))["progress"] == 0.0
    await apply_all(notebook.database)
    done = await report(client, writer, sent)
    assert (done["status"], done["changed"], done["unchanged"], done["rejected"]) == ("done", 3, 0, 0)
    assert done["progress"] == 1.0
    assert done["finished_at"] > done["created_at"]
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 0


async def test_the_same_file_again_changes_nothing(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    await imported(client, writer, notebook.database, books(3))
    again = await imported(client, writer, notebook.database, books(3))
    assert (again["changed"], again["unchanged"]) == (0, 3)
    assert await stored(notebook, "SELECT count(*) FROM chassis.ledger") == 3


async def test_a_large_file_is_applied_in_batches(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    monkeypatch.setattr(receiving, "CHUNK_ROWS", 3)
    sent = await send(client, writer, books(10))
    assert await apply_all(notebook.database) == 4  # the first only says that it begins
    assert (await report(client, writer, sent))["changed"] == 10
    assert await stored(notebook, "SELECT count(DISTINCT time) FROM chassis.ledger") == 3


async def test_progress_is_told_between_batches(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    sent = await send(client, writer, books(8))
    timers = import_timers(notebook.database)
    await timers.fire_next()
    begun = await report(client, writer, sent)
    await timers.fire_next()
    half = await report(client, writer, sent)
    assert (begun["status"], begun["progress"]) == ("running", 0.0)
    assert (half["status"], half["progress"], half["changed"]) == ("running", 0.5, 4)
    assert half["finished_at"] is None


async def test_bad_rows_are_told_and_the_others_go_on(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    file = f"code,title,pages\r\na,A,1\r\nb,,1\r\n!,C,many\r\nd,D\r\ne,{FORBIDDEN},\r\nf,F,\r\n"
    told = await imported(client, writer, notebook.database, file)
    assert (told["received"], told["changed"], told["rejected"]) == (6, 2, 4)
    assert faults(told) == [(3, "/title"), (4, "/code"), (4, "/pages"), (5, ""), (6, "/title")]
    assert told["rejections"]["items"][1]["data"] == {"code": "!", "title": "C", "pages": "many"}


async def test_rejections_come_page_by_page(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    sent = await send(client, writer, "code,title\r\n" + "!,A\r\n" * 5)
    await apply_all(notebook.database)
    location = sent.headers["location"]
    lines = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = (await client.get(location, headers=writer, params=query)).json()["rejections"]
        lines += [row["line"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert lines == [2, 3, 4, 5, 6]


async def test_all_or_nothing_applies_all(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    told = await imported(client, writer, notebook.database, books(10), mode="all_or_nothing")
    assert (told["status"], told["changed"], told["mode"]) == ("done", 10, "all_or_nothing")
    assert await stored(notebook, "SELECT count(DISTINCT time) FROM chassis.ledger") == 1
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 0


@pytest.mark.parametrize("bad", [f"x,{FORBIDDEN}\r\n", "!,A\r\n"], ids=["when applied", "when received"])
async def test_all_or_nothing_refuses_all_for_one_row(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    file = books(10) + bad
    told = await imported(client, writer, notebook.database, file, mode="all_or_nothing")
    assert (told["status"], told["changed"], told["unchanged"], told["rejected"]) == ("refused", 0, 0, 1)
    assert [line for line, _ in faults(told)] == [12]
    async with notebook.database.reading() as session:
        assert await count_books(session) == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.ledger") == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 1


async def test_all_or_nothing_has_its_limit(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "CHUNK_ROWS", 3)
    monkeypatch.setattr(receiving, "MOST_TOGETHER", 5)
    check_problem(await send(client, writer, books(6), mode="all_or_nothing"), 422)
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_job") == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 0


async def test_what_was_changed_is_the_clients_doing(
    notebook: Runtime, client: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {
        **issuer.headers(scopes="notes:write", client="partner-7"),
        "X-Request-Id": "request-7",
        "traceparent": f"00-{trace}-b7ad6b7169203331-01",
    }
    await imported(client, headers, notebook.database, books(1))
    async with notebook.database.reading() as session:
        fact = (await session.execute(text("SELECT * FROM chassis.ledger"))).one()
    assert (fact.actor, fact.correlation_id) == ("partner-7", "request-7")
    assert trace in fact.traceparent


UNFIT = {
    "an unknown column": (b"code,title,colour\r\na,A,red\r\n", CSV, "/colour"),
    "a column that is missing": (b"code\r\na\r\n", CSV, "/title"),
    "a column that stands twice": (b"code,title,title\r\na,A,A\r\n", CSV, "/title"),
    "no bytes at all": (b"", CSV, ""),
    "a mark and nothing more": (b"\xef\xbb\xbf", CSV, ""),
    "empty lines": (b"\n\n", NDJSON, ""),
    "a header that is not UTF-8": (b"code,title,\xe9tag\xe8re\r\n", CSV, ""),
    "a header that is UTF-16": ("code,title\r\na,A\r\n".encode("utf-16"), CSV, ""),
    "a header without an end": (b'code,"title\r\na,A\r\n', CSV, ""),
}


async def test_an_unfit_file_is_refused_at_once(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for case, (content, kind, pointer) in UNFIT.items():
        with subtests.test(case):
            body = check_problem(await send(client, writer, content, kind), 422)
            assert [error["pointer"] for error in body["errors"]] == [pointer]
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_job") == 0


async def test_a_header_without_rows_is_an_import_of_nothing(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    told = await imported(client, writer, notebook.database, HEADER)
    assert (told["status"], told["received"], told["progress"]) == ("done", 0, 1.0)


async def test_other_types_are_not_taken(
    client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for kind in [
        {},
        {"Content-Type": "application/json"},
        {"Content-Type": "text/csv; charset=latin-1"},
        {**CSV, "Content-Encoding": "gzip"},
    ]:
        with subtests.test(str(kind)):
            check_problem(await send(client, writer, books(1), kind), 415)
    fine = {"Content-Type": 'Text/CSV; header=present; charset="UTF-8"'}
    assert (await send(client, writer, books(1), fine)).status_code == 202


async def test_the_scope_is_needed_to_import_and_to_see(
    client: httpx.AsyncClient, writer: Headers, issuer: TokenIssuer
) -> None:
    sent = await send(client, writer, books(1))
    location = sent.headers["location"]
    other = issuer.headers(scopes="other:write")
    check_problem(await send(client, {}, books(1)), 401)
    check_problem(await send(client, other, books(1)), 403)
    check_problem(await client.get(location), 401)
    check_problem(await client.get(location, headers=other), 403)
    check_problem(await client.get(location[:-1] + "?", headers=writer), 422)
    missing = "/v1/books/imports/00000000-0000-7000-8000-000000000000"
    check_problem(await client.get(missing, headers=writer), 404)


async def test_a_repeated_file_with_the_same_key_is_the_same_import(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "CHUNK_ROWS", 3)
    keyed = {**writer, "Idempotency-Key": "k1"}
    first = await send(client, keyed, books(5))
    again = await send(client, keyed, books(5))
    assert again.json() == first.json()
    assert (again.status_code, again.headers["location"]) == (202, first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    check_problem(await send(client, keyed, books(6)), 422)
    check_problem(await send(client, keyed, books(5), mode="all_or_nothing"), 422)
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_job") == 1
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 5


async def test_a_file_may_be_larger_than_another_body_but_not_too_large(
    notebook: Runtime, issuer: TokenIssuer, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "CHUNK_ROWS", 3)
    notebook.settings = notebook.settings.model_copy(update={"body_limit": 1024, "import_limit": 4096})

    async def chunks(rows: int) -> AsyncIterator[bytes]:
        yield HEADER.encode()
        for number in range(rows):
            yield f"b{number},A book\r\n".encode()

    async with client_of(notebook, issuer) as client:
        assert (await send(client, writer, chunks(200))).status_code == 202
        check_problem(await send(client, writer, chunks(400)), 413)
        check_problem(await send(client, writer, b"x" * 4097), 413)
        headers = {**writer, "Content-Type": "application/json"}
        check_problem(await client.post("/v1/notes", content=b" " * 1025, headers=headers), 413)
        check_problem(await client.put("/v1/books:import", content=b" " * 1025, headers=headers), 413)
        check_problem(await client.post("/v1/notes:import", content=b" " * 1025, headers=headers), 413)
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_job") == 1
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 200


async def test_rows_of_json_are_taken_as_well(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    rows = [
        {"code": "a", "title": "A", "titles": {"fr": "Un"}, "authors": ["X"], "bought": "2020-01-01"},
        {"code": "b", "title": "B", "colour": "red"},
    ]
    lines = [json.dumps(row) for row in rows] + ["", "{", "[]", '{"code": "c", "title": "C"}']
    told = await imported(client, writer, notebook.database, "\r\n".join(lines), NDJSON)
    assert (told["received"], told["changed"]) == (5, 2)
    assert faults(told) == [(2, "/colour"), (4, ""), (5, "")]

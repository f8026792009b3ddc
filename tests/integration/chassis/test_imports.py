"""Imports: what is received is checked at once, applied batch by batch, and told row by row."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.process.runtime import Runtime
from chassis.resources.bulk import applying, limits, receiving, staging
from chassis.resources.bulk.formats import MEDIA_TYPES, Format
from chassis.testing import TokenIssuer
from chassis.testing.plugin import client_of
from tests.support.chassis.imports import (
    CSV,
    HEADER,
    NDJSON,
    XLSX,
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

LOST = (
    "must have a value: leave the field out to keep what is stored;"
    " pandas keeps a text such as NA by keep_default_na=False"
)


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
    assert (sent.status_code, queued["status"], queued["received"]) == (202, "queued", 0)
    assert sent.headers["location"] == f"/v1/books/imports/{queued['id']}"
    assert (await report(client, writer, sent))["progress"] == 0.0
    await apply_all(notebook.database)
    done = await report(client, writer, sent)
    assert (done["status"], done["received"], done["created"], done["rejected"]) == ("done", 3, 3, 0)
    assert done["progress"] == 1.0
    assert done["finished_at"] > done["created_at"]
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_piece") == 0


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
    monkeypatch.setattr(receiving, "PIECE", 20)
    sent = await send(client, writer, books(10))
    assert await apply_all(notebook.database) == 4  # the first reads the file
    assert (await report(client, writer, sent))["created"] == 10
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
    assert (half["status"], half["progress"], half["created"]) == ("running", 0.5, 4)
    assert half["finished_at"] is None


async def test_bad_rows_are_told_and_the_others_go_on(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    file = f"code,title,pages\r\na,A,1\r\nb,,1\r\n!,C,many\r\nd,D\r\ne,{FORBIDDEN},\r\nf,F,\r\n"
    told = await imported(client, writer, notebook.database, file)
    assert (told["received"], told["created"], told["rejected"]) == (6, 2, 4)
    assert sorted(faults(told)) == [(3, "/title"), (4, "/code"), (4, "/pages"), (5, ""), (6, "/title")]
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
    assert (told["status"], told["created"], told["mode"]) == ("done", 10, "all_or_nothing")
    assert await stored(notebook, "SELECT count(DISTINCT time) FROM chassis.ledger") == 1
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 0


@pytest.mark.parametrize("bad", [f"x,{FORBIDDEN}\r\n", "!,A\r\n"], ids=["when applied", "when received"])
async def test_all_or_nothing_refuses_all_for_one_row(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    monkeypatch.setattr(applying, "BATCH", 4)
    file = books(10) + bad
    told = await imported(client, writer, notebook.database, file, mode="all_or_nothing")
    assert (told["status"], told["created"], told["unchanged"], told["rejected"]) == ("refused", 0, 0, 1)
    assert [line for line, _ in faults(told)] == [12]
    async with notebook.database.reading() as session:
        assert await count_books(session) == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.ledger") == 0
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 1


LIMITS = {
    "rows": ("MOST_ROWS", 5, books(6), "a file may have at most 5 rows: send it in parts"),
    "rows that cannot be read": (
        "MOST_REJECTED",
        2,
        HEADER + "a\r\n" * 3,
        "more than 2 rows cannot be read: mend the file",
    ),
    "rows that are rejected": (
        "MOST_REJECTED",
        2,
        HEADER + "!,A\r\n?,A\r\n*,A\r\n",
        (
            "more than 2 rows are rejected: they are listed up to line 3, and good rows are applied up to"
            " line 4, but for those that refer to what is not there yet"
        ),
    ),
    "seconds": (
        "LONGEST_READING",
        -1,
        books(1),
        "the file could not be read within -1 seconds: send it in parts",
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
async def test_a_file_over_a_limit_fails_with_the_reason(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    name, value, file, reason = LIMITS[limit]
    monkeypatch.setattr(limits, name, value)
    monkeypatch.setattr(staging, "CHUNK_ROWS", 3)
    told = await imported(client, writer, notebook.database, file)
    assert (told["status"], told["reason"], told["created"]) == ("failed", reason, 0)
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_piece") == 0


@pytest.mark.parametrize("mode", ["row_by_row", "all_or_nothing", "dry_run"])
async def test_no_more_rejected_rows_are_kept_than_the_limit(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(limits, "MOST_REJECTED", 3)
    monkeypatch.setattr(applying, "BATCH", 2)
    file = HEADER + "a,A\r\n" + "!,A\r\n" * 6
    told = await imported(client, writer, notebook.database, file, mode=mode)
    assert (told["status"], told["rejected"], len(told["rejections"]["items"])) == ("failed", 3, 3)
    assert "more than 3 rows are rejected" in told["reason"]
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_row") == 3


@pytest.mark.parametrize("mode", ["row_by_row", "all_or_nothing", "dry_run"])
async def test_who_has_too_many_rejected_rows_learns_up_to_where_they_are_listed_and_applied(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(limits, "MOST_REJECTED", 2)
    monkeypatch.setattr(applying, "BATCH", 6)
    bad = f"x{{}},{FORBIDDEN}\r\n"
    rows = [bad.format(0), "a,A\r\n", bad.format(1), "b,B\r\n", bad.format(2), "c,C\r\n", "d,D\r\n"]
    told = await imported(client, writer, notebook.database, HEADER + "".join(rows), mode=mode)
    assert told["status"] == "failed"
    assert "more than 2 rows are rejected: they are listed up to line 5, and " in told["reason"]
    assert [line for line, _ in faults(told)] == [2, 4]
    applied = await stored(notebook, "SELECT count(*) FROM notebook.book")
    if mode == "row_by_row":
        assert "good rows are applied up to line 7," in told["reason"]
        assert applied == 3
    else:
        assert told["reason"].endswith("no row is applied")
        assert applied == 0


@pytest.mark.parametrize("mode", ["all_or_nothing", "dry_run"])
async def test_what_is_done_at_once_has_a_limit_of_its_own(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(limits, "MOST_TOGETHER", 5)
    told = await imported(client, writer, notebook.database, books(6), mode=mode)
    assert (told["status"], told["reason"]) == (
        "failed",
        f"a file for {mode} may have at most 5 rows: send it in parts",
    )


async def test_a_dry_run_shows_what_would_change_and_stores_nothing(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    await imported(client, writer, notebook.database, HEADER + "a,A\r\nb,B\r\n")
    file = HEADER + f"a,Another\r\nb,B\r\nc,C\r\nd,{FORBIDDEN}\r\n"
    told = await imported(client, writer, notebook.database, file, mode="dry_run")
    counts = [told[name] for name in ("created", "changed", "unchanged", "rejected")]
    assert (told["status"], counts) == ("done", [1, 1, 1, 1])
    assert await changes(client, writer, told) == [(2, "a", False, ["title"]), (4, "c", True, ["title"])]
    assert await stored(notebook, "SELECT count(*) FROM chassis.ledger") == 2
    async with notebook.database.reading() as session:
        assert await count_books(session) == 2


async def changes(
    client: httpx.AsyncClient, writer: Headers, told: dict[str, Any]
) -> list[tuple[int, str, bool, list[str]]]:
    """What an import lists as changed."""
    answer = await client.get(f"/v1/books/imports/{told['id']}/changes", headers=writer)
    return [(one["line"], one["code"], one["is_new"], one["fields"]) for one in answer.json()["items"]]


async def test_rejected_rows_come_back_as_a_file_and_are_mended(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    csv = 'code;title;titles.fr;authors;pages\r\na;"A;1";Un;X;1\r\nb;;;;\r\nc;C;Trois;"X;Y";many\r\nd;D\r\n'
    told = await imported(client, writer, notebook.database, csv)
    path = f"/v1/books/imports/{told['id']}/rejected"
    with subtests.test("in the format in which they were sent"):
        file = (await client.get(path, headers=writer)).text
        assert file.splitlines() == [
            "\ufeffreason,code,title,titles.fr,authors,pages",
            f"title: {LOST},b,,,,",
            "pages: 'many' is no whole number,c,C,Trois,X;Y,many",
            '"the row has 2 cells, the header has 5",d,D,,,',
        ]
    with subtests.test("mended and sent again"):
        mended = file.replace("b,,", "b,B,").replace("many", "3")
        again = await imported(client, writer, notebook.database, mended)
        assert (again["created"], again["rejected"]) == (3, 0)
    with subtests.test("or in another format"):
        lines = (await client.get(path, headers=writer, params={"format": "ndjson"})).text.splitlines()
        assert json.loads(lines[1])["authors"] == ["X", "Y"]
        assert json.loads(lines[2])["row"] == ["d", "D"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
async def test_rejected_rows_are_sent_again_with_the_header_of_the_first_file(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, form: Format
) -> None:
    content = "code,title,pages\r\na,Élysée,many\r\n" if form == "csv" else '{"code": "!", "title": "Élysée"}'
    kind = {"Content-Type": f"{MEDIA_TYPES[form]}; charset=windows-1252"}
    told = await imported(client, writer, notebook.database, content.encode("windows-1252"), kind)
    file = (await client.get(f"/v1/books/imports/{told['id']}/rejected", headers=writer)).content
    mended = file.replace(b",many", b",3").replace(b"!", b"a")
    again = await imported(client, writer, notebook.database, mended, kind)
    assert (told["rejected"], again["created"]) == (1, 1)
    assert await stored(notebook, "SELECT count(*) FROM notebook.book WHERE data ->> 'title' = 'Élysée'") == 1


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
    "an unknown column": (b"code,title,colour\r\na,A,red\r\n", CSV, "there is no column 'colour'"),
    "a column that is missing": (b"title\r\na\r\n", CSV, "the column code is missing"),
    "a column that stands twice": (b"code,title,title\r\na,A,A\r\n", CSV, "stands twice in the header"),
    "no bytes at all": (b"", CSV, "the file is empty"),
    "a mark and nothing more": (b"\xef\xbb\xbf", CSV, "the file is empty"),
    "empty lines": (b"\n\n", NDJSON, "the file is empty"),
    "a header in another charset": (b"code,title,\xe9tag\xe8re\r\n", CSV, "0xE9 is no character of utf-8"),
    "UTF-16 without a mark": ("code,title\r\na,A\r\n".encode("utf-16-le"), CSV, "charset=utf-16le"),
    "half a character": ("code,title\r\na,A".encode("utf-16") + b"x", CSV, "the file is not utf-16-le"),
    "a header without an end": (b'code,"title\r\na,A\r\n', CSV, "the header cannot be read"),
    "no workbook": (b"PK", XLSX, "no XLSX workbook"),
}


async def test_an_unfit_file_fails_with_the_reason(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers, subtests: pytest.Subtests
) -> None:
    for case, (content, kind, reason) in UNFIT.items():
        with subtests.test(case):
            told = await imported(client, writer, notebook.database, content, kind)
            assert (told["status"], told["received"]) == ("failed", 0)
            assert reason in told["reason"]


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
        {"Content-Type": "text/csv; charset=klingon"},
        {"Content-Type": "text/csv; charset=utf-7"},
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
    monkeypatch.setattr(receiving, "PIECE", 20)
    keyed = {**writer, "Idempotency-Key": "k1"}
    first = await send(client, keyed, books(5))
    again = await send(client, keyed, books(5))
    assert again.json() == first.json()
    assert (again.status_code, again.headers["location"]) == (202, first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    check_problem(await send(client, keyed, books(6)), 422)
    check_problem(await send(client, keyed, books(5), mode="all_or_nothing"), 422)
    assert await stored(notebook, "SELECT count(*) FROM chassis.import_job") == 1
    assert await stored(notebook, "SELECT count(DISTINCT job) FROM chassis.import_piece") == 1


async def test_a_file_may_be_larger_than_another_body_but_not_too_large(
    notebook: Runtime, issuer: TokenIssuer, writer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PIECE", 20)
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
    assert await stored(notebook, "SELECT count(DISTINCT job) FROM chassis.import_piece") == 1


async def test_rows_of_json_are_taken_as_well(
    notebook: Runtime, client: httpx.AsyncClient, writer: Headers
) -> None:
    rows = [
        {"code": "a", "title": "A", "titles": {"fr": "Un"}, "authors": ["X"], "bought": "2020-01-01"},
        {"code": "b", "title": "B", "colour": "red"},
    ]
    lines = [json.dumps(row) for row in rows] + ["", "{", "[]", '{"code": "c", "title": "C"}']
    told = await imported(client, writer, notebook.database, "\r\n".join(lines), NDJSON)
    assert (told["received"], told["created"]) == (5, 2)
    assert faults(told) == [(2, "/colour"), (4, ""), (5, "")]

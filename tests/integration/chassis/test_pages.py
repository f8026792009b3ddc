"""Pages: a list is read to its end without a row missing or twice, and a cursor is nothing to play with."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    select,
)

from chassis.http.cursors import list_digest, read_cursor, write_cursor
from chassis.http.pages import Paging, after
from chassis.problems import InvalidError
from chassis.process.runtime import Runtime
from tests.support.chassis.shelves import fill, ids, next_link

MOMENT = datetime(2026, 5, 5, 9, tzinfo=UTC)


async def read_all(client: httpx.AsyncClient, place: str) -> list[list[str]]:
    pages, link = list[list[str]](), str(place)
    while True:
        response = await client.get(link)
        assert response.status_code == 200, response.text
        pages.append(ids(response))
        if (following := next_link(response)) is None:
            assert response.json()["next_cursor"] is None
            return pages
        link = following


async def test_notes_of_the_same_time_are_divided_among_pages_by_their_ids(
    notebook: Runtime, client: httpx.AsyncClient
) -> None:
    keys = [UUID(int=number) for number in range(1, 8)]
    await fill(notebook.database, "desk", [(MOMENT, key) for key in reversed(keys)])
    pages = await read_all(client, "/v1/shelves/desk/notes?limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [one for page in pages for one in page] == [str(key) for key in keys]


async def test_a_last_page_that_is_full_has_no_next(notebook: Runtime, client: httpx.AsyncClient) -> None:
    await fill(notebook.database, "desk", [(MOMENT, UUID(int=number)) for number in range(6)])
    assert [len(page) for page in await read_all(client, "/v1/shelves/desk/notes?limit=3")] == [3, 3]


async def test_times_are_told_apart_to_the_microsecond(notebook: Runtime, client: httpx.AsyncClient) -> None:
    notes = [(MOMENT + timedelta(microseconds=number), UUID(int=9 - number)) for number in range(6)]
    await fill(notebook.database, "desk", notes)
    pages = await read_all(client, "/v1/shelves/desk/notes?limit=1")
    assert [page[0] for page in pages] == [str(key) for _, key in notes]


async def test_the_link_keeps_the_other_parameters(notebook: Runtime, client: httpx.AsyncClient) -> None:
    await fill(notebook.database, "desk", [(MOMENT, UUID(int=number)) for number in range(3)], "a&b")
    link = next_link(await client.get("/v1/shelves/desk/notes?text=a%26b&limit=1"))
    assert link is not None
    assert httpx.URL(link).params.multi_items()[:2] == [("text", "a&b"), ("limit", "1")]


async def test_a_link_works_whatever_the_path_is_made_of(
    notebook: Runtime, client: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    for shelf in ["Regal für Übersichten", "书架", 'a"b', "a>b", "a?b", "50%", "a\r\nSet-Cookie=b"]:
        with subtests.test(shelf):
            await fill(notebook.database, shelf, [(MOMENT, uuid4()) for _ in range(3)])
            response = await client.get(f"/v1/shelves/{quote(shelf, safe='')}/notes?limit=2")
            assert response.status_code == 200
            link = response.headers["link"]
            assert link.isascii()
            assert not set(link) & {"\r", "\n"}
            assert len(ids(await client.get(str(next_link(response))))) == 1


async def test_a_limit_that_is_none_is_invalid(client: httpx.AsyncClient, subtests: pytest.Subtests) -> None:
    for limit in ["0", "-1", "501", "x", ""]:
        with subtests.test(limit):
            assert (await client.get(f"/v1/shelves/desk/notes?limit={limit}")).json()["status"] == 422


DESK = "/v1/shelves/desk/notes"
OF_DESK = list_digest(DESK, [])


def cursor(value: Any) -> str:
    """A cursor of the desk if `value` is a list."""
    parts = [OF_DESK, *value] if isinstance(value, list) else value
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


TAMPERED = {
    "empty": "",
    "no base64": "é",
    "one letter": "A",
    "no JSON": base64.urlsafe_b64encode(b"{").decode(),
    "no list": cursor({"a": 1}),
    "too short": cursor(["2026-05-05 09:00:00+00:00"]),
    "too long": cursor(["2026-05-05 09:00:00+00:00", str(UUID(int=1)), 1]),
    "no time": cursor(["yesterday", str(UUID(int=1))]),
    "a time without a zone": cursor(["2026-05-05 09:00:00", str(UUID(int=1))]),
    "a time that no database has": cursor(["0001-01-01 00:00:00+14:00", str(UUID(int=1))]),
    "no id": cursor(["2026-05-05 09:00:00+00:00", "1"]),
    "truth": cursor([True, str(UUID(int=1))]),
    "null": cursor([None, None]),
    "lists": cursor([[], []]),
    "deep": base64.urlsafe_b64encode(b"[" * 1400).decode(),
    "no text": base64.urlsafe_b64encode(b'["\xff", "\xfe"]').decode(),
    "a long number": base64.urlsafe_b64encode(b"[" + b"1" * 1400 + b", 1]").decode(),
    "of no list": base64.urlsafe_b64encode(b"[]").decode(),
    "of another list": write_cursor(list_digest("/v1/shelves/bed/notes", []), [MOMENT, UUID(int=1)]),
    "with a filter": write_cursor(list_digest(DESK, [("text", "a")]), [MOMENT, UUID(int=1)]),
}


async def test_a_cursor_that_we_did_not_make_is_invalid(
    client: httpx.AsyncClient, subtests: pytest.Subtests
) -> None:
    for case, tampered in TAMPERED.items():
        with subtests.test(case):
            response = await client.get(DESK, params={"cursor": tampered})
            assert response.json()["status"] == 422
            assert response.json()["errors"][0]["pointer"] == "?cursor"


async def test_a_cursor_with_the_digest_of_its_list_is_taken(client: httpx.AsyncClient) -> None:
    made = cursor([str(MOMENT), str(UUID(int=1))])
    assert (await client.get(DESK, params={"cursor": made, "limit": 3})).status_code == 200


def test_a_list_has_one_digest_in_every_process_and_release() -> None:
    assert list_digest("/v1/actors", [("sort", "-code"), ("kind", "state")]) == "0a71b4102459"
    assert list_digest("/v1/actors", [("kind", "state"), ("limit", "9"), ("sort", "-code")]) == "0a71b4102459"


MANY_KINDS = Table(
    "many_kinds",
    MetaData(),
    Column("moment", DateTime(timezone=True)),
    Column("day", Date),
    Column("amount", Numeric),
    Column("small", Integer),
    Column("large", BigInteger),
    Column("name", Text),
    Column("key", Uuid),
)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("moment", MOMENT),
        ("day", date(2026, 5, 5)),
        ("amount", Decimal("1.10")),
        ("small", 7),
        ("large", 2**62),
        ("name", "Namibia"),
        ("name", "7"),
        ("name", ""),
        ("key", UUID(int=7)),
    ],
)
def test_a_key_of_any_kind_comes_back_from_a_cursor_as_it_was(column: str, value: Any) -> None:
    selected = after(
        select(MANY_KINDS),
        Paging(5, read_cursor(OF_DESK, write_cursor(OF_DESK, [value]))),
        MANY_KINDS.c[column],
    )
    compared = selected.compile().params
    assert value in compared.values()
    assert type(value) in {type(one) for one in compared.values() if one == value}


@pytest.mark.parametrize(
    ("column", "part"),
    [
        ("small", 2**31),
        ("large", 2**63),
        ("small", "x"),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("amount", "x"),
        ("amount", "NaN"),
        ("day", "2026-13-01"),
    ],
)
def test_a_key_that_the_column_cannot_have_is_invalid(column: str, part: Any) -> None:
    with pytest.raises(InvalidError):
        after(select(MANY_KINDS), Paging(5, (part,)), MANY_KINDS.c[column])

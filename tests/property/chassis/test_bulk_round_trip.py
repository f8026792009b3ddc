"""What was exported can be imported again, and is the same."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from starlette.requests import Request

from chassis.problems.models import RequestBody
from chassis.resources.bulk import PatchRow, export_response, exporter, merge
from chassis.resources.bulk.cell_values import CellError, check_cell
from chassis.resources.bulk.formats import Format
from chassis.resources.bulk.reading import rows_of
from chassis.values.texts import LOST


def is_text_of_cells(word: str) -> bool:
    """Whether a cell can have `word`: programs and spreadsheets mark missing values and errors by some."""
    try:
        check_cell(word)
    except CellError:
        return False
    return True


words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=f"\x00{LOST}"), min_size=1
).filter(is_text_of_cells)
keys = words.filter(lambda key: key.strip() == key)  # a name of a column has no space around it


class Place(BaseModel):
    name: str
    notes: list[str] = []


class Thing(RequestBody):
    code: str
    day: date | None = None
    price: Decimal | None = None
    share: float | None = None
    count: int | None = None
    is_open: bool = False
    themes: list[str] = Field(default_factory=list)
    states: tuple[str, ...] | None = None
    years: list[int] = Field(default_factory=list)
    names: dict[str, str] = Field(default_factory=dict)
    places: list[Place] = Field(default_factory=list)


things = st.builds(
    Thing,
    code=words,
    day=st.none() | st.dates(),
    price=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    share=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    count=st.none() | st.integers(),
    is_open=st.booleans(),
    themes=st.lists(words),
    states=st.none() | st.lists(st.text("AB;[] ")).map(tuple),
    years=st.lists(st.integers()),
    names=st.dictionaries(keys, words),
    places=st.lists(st.builds(Place, name=words, notes=st.lists(words))),
)


class _NoDatabase:
    """Opens sessions of which nothing is read."""

    def reading(self) -> "_NoDatabase":
        return self

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


class _App:
    def __init__(self) -> None:
        self.state = self
        self.database = _NoDatabase()


def exported(rows: Sequence[Thing], form: Format) -> bytes:
    """The file of `rows`, two to a page."""

    async def read_page(_: Any, after: tuple[Any, ...] | None, limit: int) -> Sequence[Thing]:
        begin = 0 if after is None else after[0] + 1
        return rows[begin : begin + limit]

    async def whole() -> bytes:
        request = Request({"type": "http", "headers": [], "app": _App()})
        response = await export_response(
            request, form, Thing, read_page, key=lambda row: (rows.index(row),), name="things"
        )
        return b"".join([bytes(chunk) async for chunk in response.body_iterator])  # type: ignore[arg-type] # ours

    return asyncio.run(whole())


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporter, "PAGE", 2)


@given(
    rows=st.lists(things, min_size=1, max_size=5, unique_by=lambda row: row.code), piece=st.integers(1, 5000)
)
@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_an_export_is_imported_unchanged(form: Format, rows: list[Thing], piece: int) -> None:
    content = exported(rows, form)
    found: list[Any] = []
    with closing(rows_of(form, Thing)) as reader:
        for start in range(0, len(content), piece):
            found += reader.feed(content[start : start + piece])
        found += reader.finish()
    assert [made(row) for row in found] == rows


def made(row: Any) -> Thing | object:
    """What a row makes of nothing."""
    merged = merge(Thing, row, None, needed=()) if isinstance(row, PatchRow) else row
    return merged.content or merged

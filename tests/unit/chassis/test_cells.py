"""How fields stand in cells."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from chassis.problems.models import RequestBody
from chassis.resources.bulk.cells import CellReader, CellWriter, Shape, UnfitColumnError, fields


class Link(BaseModel):
    url: str


class Everything(RequestBody):
    code: Annotated[str, Field(max_length=10)]
    kind: Literal["a", "b"] | None = None
    since: date | None = None
    price: Decimal | None = None
    is_open: bool = False
    themes: tuple[str, ...] = ()
    years: list[int] | None = None
    names: Mapping[str, str] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    parent: Link | None = None
    anything: Any = None
    own_name: str | None = Field(None, alias="ownName")


def read(header: str, cells: Sequence[str]) -> dict[str, Any]:
    return CellReader(Everything, header.split(",")).content(cells)


def written(*rows: Everything, is_all: bool = True) -> tuple[list[str], list[list[str]]]:
    writer = CellWriter(Everything, rows, is_all=is_all)
    return writer.header(), [writer.cells(row) for row in rows]


def cell(row: Everything, column: str) -> str:
    header, (cells,) = written(row)
    return cells[header.index(column)]


def test_the_shape_follows_from_the_type() -> None:
    shapes = {field.name: field.shape for field in fields(Everything)}
    plain = ("code", "kind", "since", "price", "is_open", "ownName")
    assert {name for name, shape in shapes.items() if shape is Shape.PLAIN} == set(plain)
    assert (shapes["themes"], shapes["years"], shapes["names"]) == (Shape.LIST, Shape.LIST, Shape.MAP)
    assert {shapes[name] for name in ("links", "parent", "anything")} == {Shape.JSON}


def test_an_empty_cell_means_that_there_is_nothing() -> None:
    assert read("code,since,themes,names.fr", ["NA", "", "", ""]) == {"code": "NA"}


def test_a_list_is_divided_by_semicolons() -> None:
    assert read("code,themes", ["x", "a; b;;c"])["themes"] == ["a", "b", "c"]
    assert cell(Everything(code="x", themes=("a", "b")), "themes") == "a;b"
    assert cell(Everything(code="x", years=[1, 2]), "years") == "1;2"


@pytest.mark.parametrize("items", [("a;b",), (" a",), ("", "b"), ("[a]",), ('["a"]', "b"), ("",)])
def test_items_that_could_not_be_told_apart_are_written_as_json(items: tuple[str, ...]) -> None:
    text = cell(Everything(code="x", themes=items), "themes")
    assert text.startswith("[")
    assert read("code,themes", ["x", text])["themes"] == list(items)


def test_a_list_that_begins_with_a_bracket_need_not_be_json() -> None:
    assert read("code,themes", ["x", "[sic];b"])["themes"] == ["[sic]", "b"]


def test_a_map_has_a_column_for_each_key() -> None:
    content = read("code,names.fr,names.zh.Hant", ["x", "Un", "一"])
    assert content["names"] == {"fr": "Un", "zh.Hant": "一"}
    header, rows = written(
        Everything(code="x", names={"fr": "Un"}), Everything(code="y", names={"ar": "واحد"})
    )
    assert [name for name in header if name.startswith("names")] == ["names.ar", "names.fr"]
    at = header.index("names.ar")
    assert [cells[at : at + 2] for cells in rows] == [["", "Un"], ["واحد", ""]]


def test_keys_that_come_after_the_header_are_written_as_json() -> None:
    first, later = (
        Everything(code="x", names={"fr": "Un"}),
        Everything(code="y", names={"fr": "Deux", "es": "Dos"}),
    )
    writer = CellWriter(Everything, [first], is_all=False)
    header, cells = writer.header(), writer.cells(later)
    assert [name for name in header if name.startswith("names")] == ["names", "names.fr"]
    content = CellReader(Everything, header).content(cells)
    assert content["names"] == {"fr": "Deux", "es": "Dos"}


def test_a_map_may_be_json_in_one_column() -> None:
    assert read("code,names", ["x", '{"fr":"Un"}'])["names"] == {"fr": "Un"}
    assert read("code,names.es,names", ["x", "Uno", '{"fr":"Un"}'])["names"] == {"es": "Uno", "fr": "Un"}


def test_what_is_deeper_is_json() -> None:
    row = Everything(code="x", links=(Link(url="a"),), parent=Link(url="b"), anything=[1, None])
    header, (cells,) = written(row)
    content = CellReader(Everything, header).content(cells)
    assert content["links"] == [{"url": "a"}]
    assert Everything.model_validate_json(json.dumps(content)) == row


class Needed(RequestBody):
    themes: list[str]
    names: dict[str, str]
    years: list[int] | None = None


def test_an_empty_list_is_written_where_nothing_would_mean_something_else() -> None:
    empty, full = Needed(themes=[], names={}, years=[]), Needed(themes=["a"], names={"fr": "Un"})
    writer = CellWriter(Needed, [empty, full], is_all=True)
    assert writer.header() == ["themes", "names", "names.fr", "years"]
    assert writer.cells(empty) == ["[]", "{}", "", "[]"]
    reader = CellReader(Needed, writer.header())
    read = [json.dumps(reader.content(writer.cells(row))) for row in (empty, full)]
    assert [Needed.model_validate_json(content) for content in read] == [empty, full]
    assert cell(Everything(code="x"), "themes") == ""


def test_what_is_no_json_is_left_to_the_model() -> None:
    assert read("code,links", ["x", "{"])["links"] == "{"


def test_values_are_written_as_they_are_read() -> None:
    row = Everything(
        code="x", kind="a", since=date(2020, 1, 2), price=Decimal("1.50"), is_open=True, ownName="n"
    )
    header, (cells,) = written(row)
    told = dict(zip(header, cells, strict=True))
    assert (told["since"], told["price"], told["is_open"], told["ownName"]) == (
        "2020-01-02",
        "1.50",
        "true",
        "n",
    )
    content = CellReader(Everything, header).content(cells)
    assert Everything.model_validate_json(json.dumps(content)) == row


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("code,colour", "colour"),
        ("code,code", "code"),
        ("kind", "code"),
        ("code,kind.a", "kind.a"),
        ("code,names.", "names."),
        ("code,", ""),
    ],
)
def test_a_header_that_does_not_fit_is_told_by_its_column(header: str, column: str) -> None:
    with pytest.raises(UnfitColumnError) as raised:
        CellReader(Everything, header.split(","))
    assert raised.value.column == column

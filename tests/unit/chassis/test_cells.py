"""How fields stand in cells."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

import pytest
from pydantic import BaseModel, Field
from pydantic_core import to_json

from chassis.problems.models import RequestBody
from chassis.resources.bulk.cell_values import check_cell, rewritten
from chassis.resources.bulk.cell_writing import CellWriter
from chassis.resources.bulk.cells import CellReader, UnfitColumnError
from chassis.resources.bulk.rows import PatchRow
from chassis.resources.bulk.shapes import Shape, fields
from chassis.resources.merge_patch import merged

M = TypeVar("M", bound=BaseModel)


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
    m49: str | None = Field(None, pattern=r"^[0-9]{3}$")


def read(header: str, cells: Sequence[str]) -> Mapping[str, Any]:
    return row(header, cells).patch


def row(header: str, cells: Sequence[str]) -> PatchRow:
    return CellReader(Everything, header.split(",")).row(1, cells)


def set_in(patch: Mapping[str, Any]) -> dict[str, Any]:
    """What a patch makes of nothing."""
    return merged({}, patch)


def read_back(model: type[M], patch: Mapping[str, Any]) -> M:
    """What the worker makes of a patch: its values are as JSON has them."""
    return model.model_validate_json(to_json(set_in(patch)))


def written(*rows: Everything, is_all: bool = True) -> tuple[list[str], list[list[str]]]:
    writer = CellWriter(Everything, rows, is_all=is_all)
    return writer.header(), [writer.cells(row) for row in rows]


def cell(row: Everything, column: str) -> str:
    header, (cells,) = written(row)
    return cells[header.index(column)]


def test_the_shape_follows_from_the_type() -> None:
    shapes = {field.name: field.shape for field in fields(Everything)}
    plain = ("code", "kind", "since", "price", "is_open", "ownName", "m49")
    assert {name for name, shape in shapes.items() if shape is Shape.PLAIN} == set(plain)
    assert (shapes["themes"], shapes["years"], shapes["names"]) == (Shape.LIST, Shape.LIST, Shape.MAP)
    assert {shapes[name] for name in ("links", "parent", "anything")} == {Shape.JSON}


def test_an_empty_cell_clears_and_a_column_that_is_absent_is_not_named() -> None:
    cleared = {"code": "NA", "since": None, "themes": None, "names": {"fr": None}}
    assert read("code,since,themes,names.fr", ["NA", "", "", ""]) == cleared


UNDERSTOOD = {
    "a date and no time": ("since", "2026-01-31 00:00:00", "2026-01-31"),
    "a date with an instant's beginning": ("since", "2026-01-31T00:00:00.000000", "2026-01-31"),
    "a whole number as pandas has it": ("years", "2020.0;2021", [2020, 2021]),
    "a truth of a spreadsheet": ("is_open", "TRUE", True),
    "a truth of pandas": ("is_open", "0.0", False),
    "a code without its zeros": ("m49", "4", "004"),
    "a code as a number": ("m49", "404.0", "404"),
}


@pytest.mark.parametrize("case", UNDERSTOOD)
def test_what_a_program_writes_is_understood_where_it_is_without_doubt(case: str) -> None:
    column, cell, value = UNDERSTOOD[case]
    found = row(f"code,{column}", ["x", cell])
    assert (found.patch[column], found.faults) == (value, ())


REFUSED = {
    "seconds": ("since", "0", "write dates as 2026-01-31"),
    "a day's number": ("since", "46053", "is a number"),
    "a day first": ("since", "31/01/2026", "write dates as 2026-01-31"),
    "a rounded number": ("years", "1E+05", "write all digits"),
    "a number that is too large": ("anything", '{"x":[1e400]}', "must be below 1.8E308"),
    "no number but a number that is too large": ("anything", "1e400", "must be below 1.8E308"),
    "a comma": ("price", "1,5", "write a point"),
    "an error": ("kind", "#N/A", "error of a spreadsheet"),
    "a lost reference": ("themes", "#REF!", "error of a spreadsheet"),
    "nothing of pandas": ("own", "nan", "marks a missing value"),
    "a code of too many digits": ("m49", "4040", "no code of 3 digits"),
    "an escaped NUL": ("themes", '["a\\u0000"]', "NUL is no character of a text"),
    "a key twice": ("themes", '[{"a": 1, "a": 2}]', "/0/a must be given once"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_in_doubt_is_refused_with_the_mend(case: str) -> None:
    column, cell, reason = REFUSED[case]
    name = "ownName" if column == "own" else column
    (fault,) = row(f"code,{name}", ["x", cell]).faults
    assert (fault.pointer, reason in fault.detail) == (f"/{name}", True), fault.detail


def test_words_that_only_look_like_errors_are_texts() -> None:
    for word in ("NA", "#1", "nano", "None", "-", "1.5", "#hashtag"):
        check_cell(word)


@pytest.mark.parametrize(
    ("stored", "given"),
    [("NA", None), (["NA"], None), ("=1", None), ("007", "7"), ("1E5", "100000.0"), ("true", "True")],
)
def test_a_value_that_a_program_rewrote_is_noticed(stored: Any, given: Any) -> None:
    assert rewritten(stored, given) is not None


@pytest.mark.parametrize(("stored", "given"), [("a", None), ("7", "8"), ("a", "A"), (["a"], ["b"]), (1, "1")])
def test_a_value_that_was_changed_is_no_rewritten_one(stored: Any, given: Any) -> None:
    assert rewritten(stored, given) is None


def test_numbers_of_rows_are_passed_over_and_no_other_column_without_a_name() -> None:
    reader = CellReader(Everything, ["", "code"])
    assert [reader.row(2, ["0", "a"]).faults, reader.row(3, ["1", "b"]).faults] == [(), ()]
    (fault,) = reader.row(4, ["7", "c"]).faults
    assert "index=False" in fault.detail
    with pytest.raises(UnfitColumnError):
        CellReader(Everything, ["code", ""])


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
    content = CellReader(Everything, header).row(1, cells).patch
    assert content["names"] == {"fr": "Deux", "es": "Dos"}


def test_a_map_may_be_json_in_one_column() -> None:
    assert read("code,names", ["x", '{"fr":"Un"}'])["names"] == {"fr": "Un"}
    assert read("code,names.es,names", ["x", "Uno", '{"fr":"Un"}'])["names"] == {"es": "Uno", "fr": "Un"}


def test_what_is_deeper_is_json() -> None:
    row = Everything(code="x", links=(Link(url="a"),), parent=Link(url="b"), anything=[1, None])
    header, (cells,) = written(row)
    content = CellReader(Everything, header).row(1, cells).patch
    assert content["links"] == [{"url": "a"}]
    assert read_back(Everything, content) == row


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
    found = [reader.row(1, writer.cells(row)).patch for row in (empty, full)]
    assert [read_back(Needed, patch) for patch in found] == [empty, full]
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
    assert read_back(Everything, CellReader(Everything, header).row(1, cells).patch) == row


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("code,colour", "colour"),
        ("code,code", "code"),
        ("code,kind.a", "kind.a"),
        ("code,names.", "names."),
        ("code,", ""),
    ],
)
def test_a_header_that_does_not_fit_is_told_by_its_column(header: str, column: str) -> None:
    with pytest.raises(UnfitColumnError) as raised:
        CellReader(Everything, header.split(","))
    assert raised.value.column == column

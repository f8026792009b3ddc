"""Workbooks are read as tables of texts, and what is no workbook, or a trap, is refused."""

import io
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import Field

from chassis.problems import InvalidError
from chassis.problems.models import RequestBody
from chassis.resources.bulk import PatchRow, workbook_reading, workbook_sheet, workbook_writing
from chassis.resources.bulk.cell_writing import CellWriter
from chassis.resources.bulk.faults import TOO_LARGE
from chassis.resources.bulk.reading import rows_of
from chassis.resources.bulk.rows import BrokenRow, Row
from chassis.resources.bulk.workbook_writing import WorkbookWriter
from chassis.values import Instant


class Fact(RequestBody):
    code: str
    day: date | None = None
    at: Instant | None = None
    number: float | None = None
    is_so: bool | None = None
    themes: list[str] | None = None
    names: dict[str, str] = Field(default_factory=dict)


def made(*rows: Sequence[Any]) -> bytes:
    """A workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.create_sheet("other").append(["not", "read"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(content: bytes) -> list[Row]:
    with closing(rows_of("xlsx", Fact)) as reader:
        return [*reader.feed(content[:100]), *reader.feed(content[100:]), *reader.finish()]


def repacked(content: bytes, name: str, part: bytes) -> bytes:
    """The archive with another `part` called `name`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
        if name not in old.namelist():
            new.writestr(name, part)
    return file.getvalue()


def test_the_first_sheet_is_read_with_its_types() -> None:
    found = read(
        made(
            ["code", "day", "number", "is_so", "themes"],
            ["NA", date(2020, 1, 2), 1.5, True, "a;b"],
            [516, datetime.combine(date(2020, 1, 2), time()), 2, "false"],
        )
    )
    assert [(row.line, patch(row)) for row in found] == [
        (2, {"code": "NA", "day": "2020-01-02", "number": 1.5, "is_so": True, "themes": ["a", "b"]}),
        (3, {"code": "516", "day": "2020-01-02", "number": 2.0, "is_so": False, "themes": None}),
    ]


def patch(row: Row) -> Any:
    """What a row wants."""
    assert isinstance(row, PatchRow)
    return row.patch


def test_a_formula_without_a_value_and_an_error_are_faults_of_their_cells() -> None:
    found = read(made(["code", "number"], ["a", "=1+1"], ["b", "#REF!"], ["c", "#N/A"]))
    faults = [row.faults for row in found if isinstance(row, PatchRow)]
    assert [[fault.pointer for fault in of_row] for of_row in faults] == [["/number"]] * 3
    assert "save the file" in faults[0][0].detail
    assert "error of a spreadsheet" in faults[1][0].detail


CONVERTED: dict[str, tuple[Any, str]] = {
    "a date": (date(2026, 2, 1), "is a date or a time"),
    "a time": (time(2, 1), "is a date or a time"),
    "a date with a time": (datetime(2026, 2, 1, 3, 4), "is a date or a time"),  # noqa: DTZ001 # as in workbooks
    "a span": (timedelta(hours=30), "is a date or a time"),
    "a number of 16 digits": (1234567890123450, "more than 15 digits"),
    "a number of many digits": (12345678901234567890, "more than 15 digits"),
    "a number with an exponent": (-1.23456789012345e16, "more than 15 digits"),
    "a fraction of 16 digits": (0.1234567890123456, "more than 15 digits"),
}


@pytest.mark.parametrize("column", ["code", "themes", "names.fr"])
@pytest.mark.parametrize("case", CONVERTED)
def test_what_a_spreadsheet_made_of_a_text_is_refused_with_the_mend(case: str, column: str) -> None:
    value, reason = CONVERTED[case]
    [row] = read(made([column], [value]))
    assert isinstance(row, PatchRow)
    [fault] = row.faults
    assert fault.pointer == f"/{column.replace('.', '/')}"
    assert reason in fault.detail
    assert "format it as text, and write it anew" in fault.detail


@pytest.mark.parametrize("number", ["123456789012345", "1.5", "0.10000000000000001", "-7", "1E3"])
def test_a_number_of_at_most_15_digits_is_taken_for_a_text(number: str) -> None:
    [row] = read(sheet_of(f'<row r="2"><c r="A2"><v>{number}</v></c></row>'))
    assert isinstance(row, PatchRow)
    assert not row.faults
    assert float(row.patch["code"]) == float(number)


def test_a_number_of_many_digits_is_taken_for_a_number() -> None:
    [row] = read(made(["number"], [12345678901234500]))
    assert patch(row) == {"number": 12345678901234500.0}
    assert isinstance(row, PatchRow)
    assert not row.faults


@pytest.mark.parametrize("number", ["1e400", "-1E999", "INF", "1e308"])
def test_a_number_that_no_double_holds_is_a_fault_of_its_cell(number: str) -> None:
    [row] = read(sheet_of(f'<row r="2"><c r="A2"><v>{number}</v></c></row>'))
    assert isinstance(row, PatchRow)
    [fault] = row.faults
    assert fault.pointer == "/code"
    assert (TOO_LARGE in fault.detail) is (number != "1e308")


def test_empty_rows_and_columns_are_passed_over() -> None:
    found = read(made([], ["code", "number", None], [], ["a", 1, None], [None, None], ["b"]))
    assert [row.line for row in found] == [4, 6]


def test_a_row_with_more_cells_than_the_header_is_rejected() -> None:
    found = read(made(["code"], ["a", "more"], ["b", None, "far away"], ["c"]))
    assert [isinstance(row, BrokenRow) for row in found] == [True, True, False]


def test_a_row_that_does_not_fit_is_rejected_alone() -> None:
    first, second = read(made(["code", "day"], ["a", "yesterday"], ["b", "2020-01-01"]))
    assert isinstance(first, PatchRow)
    assert first.faults[0].pointer == "/day"
    assert isinstance(second, PatchRow)
    assert not second.faults


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"code\na\n",
        b"PK\x03\x04" + bytes(100),
        made(["code"], ["a"])[:-100],
        made(),
        repacked(made(["code"]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
        repacked(made(["code"]), "xl/workbook.xml", b"<html/>"),
        repacked(made(["code"]), "[Content_Types].xml", b""),
    ],
    ids=[
        "nothing",
        "a text",
        "a beginning",
        "half",
        "an empty sheet",
        "a broken sheet",
        "no workbook",
        "no types",
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        read(content)


def test_a_workbook_with_an_unfit_header_is_refused() -> None:
    with pytest.raises(InvalidError) as raised:
        read(made(["code", "colour"], ["a", "red"]))
    assert raised.value.errors[0].pointer == "/colour"


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/more.xml"])
def test_a_zip_bomb_is_not_unpacked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_reading, "LARGEST_SHEET", 1 << 20)
    monkeypatch.setattr(workbook_reading, "LARGEST_REST", 1 << 20)
    bomb = repacked(made(["code"], ["a"]), name, bytes(2 << 20))
    assert len(bomb) < 1 << 16
    with pytest.raises(InvalidError, match="unpacked"):
        read(bomb)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_and_so_no_entity_multiplies(encoding: str) -> None:
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    text = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{bomb}]><worksheet>&l8;</worksheet>'
    with pytest.raises(InvalidError, match="document type"):
        read(repacked(made(["code"], ["a"]), "xl/worksheets/sheet1.xml", text.encode(encoding)))


def sheet_of(*rows: str) -> bytes:
    """A workbook with one column `code` and these rows of XML after its header."""
    header = '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{namespace}"><sheetData>{header}{"".join(rows)}</sheetData></worksheet>'
    return repacked(made(["x"]), "xl/worksheets/sheet1.xml", sheet.encode())


@pytest.mark.parametrize("place", ["B2", "ZZ2", "XFD2", "ZZZZZZ2"])
@pytest.mark.parametrize("first", ['<c r="A2"><v>7</v></c>', ""])
def test_a_cell_without_a_column_is_never_lost_however_far_it_is(place: str, first: str) -> None:
    [row] = read(sheet_of(f'<row r="2">{first}<c r="{place}"><v>1</v></c></row>'))
    assert isinstance(row, BrokenRow)
    assert "the row has 2 cells, the header has 1" in row.fault.detail


@pytest.mark.parametrize(
    "numbers", [("0",), ("-1",), ("1",), ("2", "2"), ("3", "2"), ("-9999999999999999999999",)]
)
def test_rows_that_do_not_follow_each_other_make_no_sheet(numbers: Sequence[str]) -> None:
    rows = [f'<row r="{number}"><c><v>7</v></c></row>' for number in numbers]
    with pytest.raises(InvalidError, match="can come"):
        read(sheet_of(*rows))


def test_a_sheet_has_its_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_sheet, "MOST_ROWS", 3)
    with pytest.raises(InvalidError, match="at most 3 rows"):
        read(made(["code"], ["a"], ["b"], ["c"]))


def test_what_a_cell_or_a_sheet_cannot_hold_is_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidError):
        writer().write([Fact(code="x" * 40_000)])
    monkeypatch.setattr(workbook_writing, "MOST_ROWS", 2)
    with pytest.raises(InvalidError):
        writer().write([Fact(code="a"), Fact(code="b")])


def test_what_xml_cannot_hold_is_written_all_the_same() -> None:
    rows = [Fact(code=code) for code in ("a\x0b\r\n\tb", "_x0041_", "<&>", " a ", "\ufffe", "é一😀")]
    written = writer()
    found = read(written.write(rows[:2]) + written.write(rows[2:]) + written.close())
    assert [patch(row)["code"] for row in found] == [row.code for row in rows]


def writer() -> WorkbookWriter:
    return WorkbookWriter(CellWriter(Fact, [], is_all=True))

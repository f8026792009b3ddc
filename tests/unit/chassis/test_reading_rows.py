"""Rows are read from bytes that arrive in any pieces, and what is broken spoils no other row."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import Field

from chassis.problems import InvalidError
from chassis.problems.models import RequestBody
from chassis.resources.bulk import ImportedRow, PatchRow, Rejection, read_file, text_lines
from chassis.resources.bulk.faults import LOST_DETAIL
from chassis.resources.bulk.formats import Format, format_of
from chassis.resources.bulk.merging import merge
from chassis.resources.bulk.reading import rows_of
from chassis.resources.bulk.rows import BrokenRow, Row
from chassis.values import Line


class Word(RequestBody):
    code: str = Field(pattern="^[a-zé]+$")
    text: Line | None = None
    number: int | None = None


def rows(content: bytes, form: Format = "csv", piece: int = 1 << 16, charset: str = "utf-8") -> list[Row]:
    reader = rows_of(form, Word, charset=charset)
    found: list[Row] = []
    for start in range(0, len(content), piece):
        found += reader.feed(content[start : start + piece])
    return [*found, *reader.finish()]


def told(found: list[Row]) -> list[tuple[int, str]]:
    """Line and code of each good row, line and detail of each rejected one."""
    return [(row.line, row.patch["code"] if isinstance(row, PatchRow) else row.fault.detail) for row in found]


def texts(found: list[Row]) -> list[str | None]:
    return [row.patch["text"] for row in found if isinstance(row, PatchRow)]


FILES = {
    "unix": b"code,text\na,A\nb,B\n",
    "windows": b"code,text\r\na,A\r\nb,B\r\n",
    "a mark": b"\xef\xbb\xbfcode,text\r\na,A\r\nb,B\r\n",
    "no end of line": b"code,text\na,A\nb,B",
    "quotes": b'"code","text"\n"a","A"\n"b","B"\n',
    "spaces in the header": b"code , text\na,A\nb,B\n",
    "semicolons": b"code;text\na;A\nb;B\n",
    "tabs": b"code\ttext\na\tA\nb\tB\n",
    "UTF-16": "code,text\na,A\nb,B\n".encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + "code,text\na,A\nb,B\n".encode("utf-16-be"),
}


@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
@pytest.mark.parametrize("case", FILES)
def test_a_file_is_read_however_it_was_written(case: str, piece: int) -> None:
    found = rows(FILES[case], piece=piece)
    assert told(found) == [(2, "a"), (3, "b")]
    assert texts(found) == ["A", "B"]


@pytest.mark.parametrize("piece", [1, 5, 1000])
def test_a_line_is_counted_where_its_record_begins(piece: int) -> None:
    content = b'code,text\r\na,"two\r\nlines, ""quoted"""\r\n\r\nb,B\r\n'
    found = rows(content, piece=piece)
    assert told(found) == [(2, "a"), (5, "b")]
    assert texts(found) == ['two\r\nlines, "quoted"', "B"]


def test_an_empty_line_is_passed_over() -> None:
    assert told(rows(b"\n\ncode\n\na\n\n")) == [(5, "a")]


OTHER_BYTES: Mapping[Format, bytes] = {
    "csv": b"code,text,number\n\xe9a,\xe9t\xe9,many\n\xc3\xa9,B,1\n",
    "ndjson": b'{"code":"\xe9a","text":"\xe9t\xe9","number":"many"}\n{"code":"\xc3\xa9"}\n',
}


@pytest.mark.parametrize("form", OTHER_BYTES)
def test_a_row_of_other_bytes_is_rejected_alone_with_all_its_columns_and_the_mend(form: Format) -> None:
    bad, good = rows(OTHER_BYTES[form], form)
    assert told([good])[0][1] == "é"
    assert isinstance(bad, PatchRow)
    found = {fault.pointer: fault.detail for fault in merge(Word, bad, None, needed=()).faults}
    assert set(found) == {"/code", "/text", "/number"}
    mend = "the byte 0xE9 is no character of utf-8: save the file as UTF-8"
    assert [found[name].startswith(mend) for name in ("/code", "/text")] == [True, True]


@pytest.mark.parametrize("form", OTHER_BYTES)
def test_a_character_that_was_lost_shows_and_is_not_taken_when_the_row_is_sent_again(form: Format) -> None:
    bad, _ = rows(OTHER_BYTES[form], form)
    assert isinstance(bad, PatchRow)
    assert bad.patch["text"] == "\ufffdt\ufffd"
    again = PatchRow(2, {"code": "a", "text": bad.patch["text"]})
    assert merge(Word, again, None, needed=()).faults == (Rejection(2, "/text", LOST_DETAIL),)
    assert not merge(Word, again, dict(again.patch), needed=()).faults, "as it is stored it stays"


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "utf-16", "utf-16-le", "utf-8"])
@pytest.mark.parametrize("piece", [1, 1000])
def test_a_declared_charset_is_understood(charset: str, piece: int) -> None:
    _, known = format_of(f"text/csv; charset={charset}", "")
    content = "code,text\ra,été\n".replace("\r", "\n").encode(charset)
    reader = rows_of("csv", Word, charset=known)
    found = [
        row for start in range(0, len(content), piece) for row in reader.feed(content[start : start + piece])
    ]
    assert texts([*found, *reader.finish()]) == ["été"]


def test_a_row_with_too_many_or_too_few_cells_is_rejected() -> None:
    details = [detail for _, detail in told(rows(b"code,text\na\nb,B,\nc,C\n"))]
    assert details == ["the row has 1 cells, the header has 2", "the row has 3 cells, the header has 2", "c"]


def test_a_quote_too_many_takes_no_other_row_with_it() -> None:
    found = told(rows(b'code,text\na,"A\nb,B\nc,C"x\nd,D\n'))
    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert [detail for _, detail in found][1:] == ["b", "c", "d"]
    assert told(rows(b'code,text\na,"A\nb,B\nc,C\n'))[1:] == [(3, "b"), (4, "c")]


def test_a_quote_too_many_in_a_large_file_takes_no_other_row_with_it() -> None:
    good = 30_000
    found = told(rows(b'code,text\nx,"A\n' + b"b,plain words\n" * good))
    assert found[0][0] == 2
    assert found[1:] == [(line, "b") for line in range(3, good + 3)]


def test_nul_is_no_character_of_a_row() -> None:
    bad, _ = rows(b"code,text\na,x\x00\nb,B\n")
    assert isinstance(bad, PatchRow)
    assert [(fault.line, "NUL" in fault.detail) for fault in bad.faults] == [(2, True)]
    found = rows(rb'{"code":"a","text":"\u0000"}' + b"\n" + rb'{"code":"b","text":"\\u0000"}', "ndjson")
    assert [detail for _, detail in told(found)] == ["NUL is no character of a text", "b"]
    assert texts(found) == [r"\u0000"]


def test_a_row_in_which_a_key_is_there_twice_is_rejected_at_the_key() -> None:
    (row,) = rows(rb'{"code":"a","text":"A","more":[{"a":1},{"a":1,"a":2}]}', "ndjson")
    assert isinstance(row, BrokenRow)
    assert (row.fault.pointer, row.fault.detail) == ("/more/1/a", "must be given once")


def test_half_a_character_is_rejected() -> None:
    (row,) = rows(rb'{"code":"a","text":"\ud800"}', "ndjson")
    assert isinstance(row, BrokenRow)


@pytest.mark.parametrize("piece", [1 << 10, 1 << 16])
def test_a_line_that_is_too_long_is_rejected_and_not_gathered(
    piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_lines, "LONGEST_LINE", 5000)
    long = b"x" * 200_000
    found = told(rows(b"code,text\na," + long + b"\nb,B\n", piece=piece))
    assert [line for line, _ in found] == [2, 3]
    assert found[1] == (3, "b")
    found = told(rows(b'{"code":"a","text":"' + long + b'"}\n{"code":"b"}\n', "ndjson", piece))
    assert found == [(1, "the row is too long"), (2, "b")]


def test_a_huge_cell_is_rejected() -> None:
    found = told(rows(b'code,text\na,"' + b"x" * 140_000 + b'"\nb,B\n'))
    assert [line for line, _ in found] == [2, 3]
    assert "field limit" in found[0][1]


def test_a_record_without_end_is_not_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.resources.bulk.table_rows.LONGEST_LINE", 10_000)
    content = b"code,text\na," + b'"x\n",' * 20_000 + b"\nb,B\n"
    found = told(rows(content, piece=1000))
    assert found[0][0] == 2
    assert found[-1] == (20_003, "b")


def test_a_row_that_is_none_is_kept_as_it_was_given() -> None:
    (row,) = rows(b"code,text\na,words,more\n")
    assert isinstance(row, BrokenRow)
    assert row.given == ["a", "words", "more"]
    (row,) = rows(b'{"code":"!","number":NaN}', "ndjson")
    assert isinstance(row, BrokenRow)
    assert row.given == '{"code":"!","number":NaN}'


@pytest.mark.parametrize("content", [b"{", b"a", b"\x00", b"[" * 100_000, b'{"code": ' + b"1" * 5000 + b"}"])
def test_what_is_no_json_is_rejected(content: bytes) -> None:
    assert [line for line, _ in told(rows(b'{"code":"a"}\n' + content + b'\n{"code":"b"}\n', "ndjson"))] == [
        1,
        2,
        3,
    ]


def test_local_files_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_bytes(b"code,number\na,1\n!,many\nc,3\n")
    found = list(read_file(tmp_path / "words.csv", Word))
    assert [one.content.number for one in found if isinstance(one, ImportedRow)] == [1, 3]
    assert {(one.line, one.pointer) for one in found if isinstance(one, Rejection)} == {
        (3, "/code"),
        (3, "/number"),
    }
    (tmp_path / "words.ndjson").write_bytes(b'{"code":"a"}\n')
    assert list(read_file(tmp_path / "words.ndjson", Word)) == [ImportedRow(1, Word(code="a"))]
    with pytest.raises(InvalidError):
        list(read_file(tmp_path / "words.txt", Word))


def test_a_number_that_no_double_holds_is_a_fault_of_its_row() -> None:
    (row,) = rows(b'{"code":"a","number":1e400,"text":"1e400"}', "ndjson")
    assert isinstance(row, PatchRow)
    assert [(fault.pointer, "below 1.8E308" in fault.detail) for fault in row.faults] == [("/number", True)]

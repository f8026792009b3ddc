"""Writing XLSX (ECMA-376): a workbook with one sheet of texts, given out as it is made.

No more of it is held than a page of rows: the archive and the sheet in it are both written front to back.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any, Protocol
from xml.sax.saxutils import escape

from chassis.problems import InvalidError
from chassis.resources.bulk.workbook_sheet import MOST_ROWS

MOST_CHARACTERS = 32_767
"""Of a cell, by the format."""
_ESCAPED = re.compile(r"[\x01-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold, and what would be taken for an escape."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_RELATIONS = f"{_FORMATS}/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_FORMATS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_FORMATS}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_FORMATS}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="export" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}


class _Outlet(io.RawIOBase):
    """A file that is only written: what came in is taken out at the other end."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # whatever is like bytes
        """Keep `data` until it is taken."""
        self._written += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


class Cells(Protocol):
    """Makes cells of rows."""

    def header(self) -> list[str]:
        """The names of the columns."""

    def cells(self, row: Any) -> list[str]:
        """The cells of a row."""


class WorkbookWriter:
    """Makes a workbook of pages of rows."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._outlet = _Outlet()
        self._archive = zipfile.ZipFile(self._outlet, "w", zipfile.ZIP_DEFLATED)
        for name, part in _PARTS.items():
            self._archive.writestr(name, _XML + part)
        self._sheet = self._archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self._count = 0
        self._append([self._cells.header()])

    def write(self, page: Sequence[Any]) -> bytes:
        """Add `page`; returns what is ready. Raises `InvalidError` when a sheet cannot hold it."""
        self._append([self._cells.cells(row) for row in page])
        return self._outlet.take()

    def _append(self, rows: Sequence[Sequence[str]]) -> None:
        self._count += len(rows)
        if self._count > MOST_ROWS:
            raise InvalidError.at("?format", "these are more rows than a sheet can have; take CSV")
        self._sheet.write("".join(f"<row>{''.join(map(_cell, cells))}</row>" for cells in rows).encode())

    def close(self) -> bytes:
        """The end of the file."""
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._archive.close()
        return self._outlet.take()


def _cell(text: str) -> str:
    """A cell with a text, which is never taken for a formula."""
    if not text:
        return "<c/>"
    storable = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(storable) > MOST_CHARACTERS:
        raise InvalidError.at("?format", "a text is longer than a cell can hold; take CSV")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(storable)}</t></is></c>'

"""A file that pandas has read and written comes back unharmed, or is refused with the mend."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Literal, get_args

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.resources.bulk import PatchRow, merge
from chassis.resources.bulk.cell_values import is_same_value
from chassis.resources.bulk.cell_writing import CellWriter
from chassis.resources.bulk.exporter import CsvWriter
from chassis.resources.bulk.importer import Importer
from chassis.resources.bulk.reading import rows_of
from chassis.resources.bulk.workbook_writing import WorkbookWriter
from registry.app import service
from registry.catalogue.models import Content

WORDS = (
    *("NA", "NULL", "N/A", "None", "KEN", "AU-1", "E1", "1E5", "2E-3", "007", "404", "30", "30.0", "1.10"),
    *("10.10", "true", "False", "TRUE", "=1+1", "-5", "+5", "1,5", "x;y", 'a "quoted" word', "x", " y "),
    *("GCM/5", "https://example.org/", "fr", "2026-01-31", "1899-12-31", "0", "Ünïcode 一", "two\nlines"),
    *("a,b", "#x", "_x0041_", "1_000", "inf", "0x10", "12345678901234567890"),
)
"""Texts that programs take for something else, and values of every field."""
NUMBERS = (0, 1, 7, 100_000)
MENDS = ("pandas", "as text", "JSON lines")


def values_of(kind: Any) -> list[Any]:
    """Values that a field of this type may have."""
    one = [*WORDS, *NUMBERS, True, False, None, *_literals(kind)]
    several = [[], *([word] for word in one), ["KEN", "UGA"], ["10.7", "10.10"], ["x", "NA"]]
    maps = [{}, *({"fr": word, "x1": "y"} for word in WORDS), {"fr": "NA"}]
    adapter = TypeAdapter(kind)
    return [value for value in (*one, *several, *maps) if _is_valid(adapter, value)]


def _literals(kind: Any) -> Iterator[Any]:
    for part in get_args(kind):
        if isinstance(part, str):
            yield part
        else:
            yield from _literals(part)


def _is_valid(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        return bool(adapter.dump_python(adapter.validate_python(value, strict=None), mode="json") == value)
    except ValidationError:
        return False


POOLS: Mapping[type[BaseModel], Mapping[str, Sequence[Any]]] = {
    importer.row: {
        name: values_of(field.rebuild_annotation())
        for name, field in importer.row.model_fields.items()
        if name not in importer.without
    }
    for importer in service.importers
}


def contents(importer: Importer) -> st.SearchStrategy[Content]:
    """Entries as they may be stored."""
    pools = {name: st.sampled_from(pool) for name, pool in POOLS[importer.row].items() if name != "code"}
    parts = importer.row.code_parts if issubclass(importer.row, Content) else ()
    code = st.just("") if parts else st.sampled_from(POOLS[importer.row]["code"])
    made = st.fixed_dictionaries({**pools, "code": code})
    return made.map(lambda values: _content(importer, values)).filter(lambda one: one is not None)


def _content(importer: Importer, values: Mapping[str, Any]) -> Any:
    try:
        return importer.row.model_validate(values)
    except ValidationError:
        return None


def test_every_field_of_every_collection_has_values_to_try() -> None:
    assert len(service.importers) > 10
    assert not [(row.__name__, name) for row, pool in POOLS.items() for name in pool if not pool[name]]


@settings(max_examples=150)
@given(data=st.data())
def test_what_pandas_read_and_wrote_changes_nothing_or_names_the_mend(data: st.DataObject) -> None:
    importer = data.draw(st.sampled_from(service.importers))
    rows = data.draw(st.lists(contents(importer), min_size=1, max_size=3, unique_by=lambda one: one.code))
    form: Literal["csv", "xlsx"] = data.draw(st.sampled_from(["csv", "xlsx"]))
    file = through_pandas(exported(importer, rows, form), form, index=data.draw(st.booleans()))
    stored = {row.code: row.model_dump(mode="json") for row in rows}
    with closing(rows_of(form, importer.row, needed=importer.needed, without=importer.without)) as reader:
        for row in (*reader.feed(file), *reader.finish()):
            assert isinstance(row, PatchRow)
            assert harm(importer, row, stored) is None


def exported(importer: Importer, rows: Sequence[BaseModel], form: str) -> bytes:
    """The file of `rows`."""
    cells = CellWriter(importer.row, rows, is_all=True, without=importer.without.keys())
    if form == "csv":
        return CsvWriter(cells).write(rows)
    writer = WorkbookWriter(cells)
    return writer.write(rows) + writer.close()


def through_pandas(file: bytes, form: str, *, index: bool) -> bytes:
    """The file as pandas writes it, with its default settings but perhaps for the numbers of rows."""
    written = io.BytesIO()
    if form == "csv":
        pd.read_csv(io.BytesIO(file)).to_csv(written, index=index)
    else:
        pd.read_excel(io.BytesIO(file)).to_excel(written, index=index)
    return written.getvalue()


def harm(importer: Importer, row: PatchRow, stored: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What a row does that it should not."""
    code = row.patch.get("code")
    known = stored.get(code) if isinstance(code, str) else None
    is_doubtful = isinstance(code, str) and any(is_same_value(one, code) for one in stored.keys() - {code})
    if known is None and is_doubtful:
        return None  # which the importer refuses, as `4` for `004`
    merged = merge(importer.row, row, known, without=importer.without)
    if merged.faults:
        is_helpful = any(mend in fault.detail for fault in merged.faults for mend in MENDS)
        return None if is_helpful else f"no mend in {merged.faults}"
    if known is None:
        return f"{code!r} is made anew"
    if merged.content is not None and not is_doubtful and merged.content.model_dump(mode="json") != known:
        return f"changed {merged.content} from {known}"
    return None

"""Reads rows of files, which may name actors and instruments as people do, as the contents of entries.

`Algeria`, `ALG`, `DZ` and `012` are all DZA in a file; a request has the code.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, get_origin

from pydantic import Field, ValidationError, create_model

from chassis.base.pointers import pointer
from chassis.database import Session
from chassis.problems.models import RequestBody
from chassis.resources.bulk import ImportedRow, Rejection
from chassis.resources.bulk.validation import refused
from chassis.values import Line
from registry.catalogue.entry_types import C, EntryType, Resolve

Codes = Mapping[str, Mapping[str, Sequence[str]]]
"""By table, the codes that each word may mean."""


def row_of(entry_type: EntryType[Any], resolved: Collection[str]) -> type[RequestBody]:
    """The model of a row: the content of an entry, with any text in references to the tables `resolved`."""
    named = _named(entry_type, resolved)
    fields: dict[str, Any] = {}
    for name, field in entry_type.content.model_fields.items():
        if name not in named:
            fields[name] = (field.rebuild_annotation(), field)
        elif get_origin(field.annotation) is list:
            fields[name] = (list[Line], Field(default_factory=list, max_length=300))
        else:
            fields[name] = (Line, ...) if field.is_required() else (Line | None, None)
    model: type[RequestBody] = create_model(
        f"{entry_type.content.__name__}Row",
        __base__=RequestBody,
        __doc__=entry_type.content.__doc__,
        **fields,
    )
    return model


async def read(
    session: Session,
    entry_type: EntryType[C],
    rows: Sequence[ImportedRow[RequestBody]],
    resolvers: Mapping[str, Resolve],
) -> tuple[list[ImportedRow[C]], list[Rejection]]:
    """The contents in rows of `row_of(entry_type)`, and what is wrong with the others.

    `resolvers`: what finds the codes that words mean, by the table of the codes.
    """
    named = _named(entry_type, resolvers)
    codes = await _resolve(session, named, rows, resolvers)
    good, rejections = list[ImportedRow[C]](), list[Rejection]()
    for row in rows:
        read = _read(entry_type, named, row, codes)
        if isinstance(read, ImportedRow):
            good.append(read)
        else:
            rejections += read
    return good, rejections


def _named(entry_type: EntryType[Any], resolved: Collection[str]) -> dict[str, str]:
    """The fields in which words are resolved, with the table of their codes."""
    return {name: table for name, table in entry_type.refers.items() if table in resolved}


async def _resolve(
    session: Session,
    named: Mapping[str, str],
    rows: Sequence[ImportedRow[RequestBody]],
    resolvers: Mapping[str, Resolve],
) -> Codes:
    words: dict[str, set[str]] = defaultdict(set)
    for name, table in named.items():
        for row in rows:
            words[table].update(_listed(getattr(row.content, name)))
    return {table: await resolvers[table](session, of_table) for table, of_table in words.items()}


def _read(
    entry_type: EntryType[C], named: Mapping[str, str], row: ImportedRow[RequestBody], codes: Codes
) -> ImportedRow[C] | Sequence[Rejection]:
    values = {name: getattr(row.content, name) for name in row.content.model_fields_set}
    unknown = list[Rejection]()
    for name, table in named.items():
        found = list[str]()
        for place, word in enumerate(_listed(values.get(name))):
            meant = codes[table].get(word, ())
            if not meant and table == entry_type.table.name:
                meant = (word,)  # it may stand before in the same file; whether it does shows later
            if len(meant) != 1:
                where = pointer(name, place) if isinstance(values[name], list) else pointer(name)
                unknown.append(Rejection(row.line, where, _mismatch(word, table, meant)))
                continue
            found += meant
        if found:
            values[name] = found if isinstance(values[name], list) else found[0]
    return unknown or _content(entry_type, row.line, values)


def _mismatch(word: str, table: str, meant: Sequence[str]) -> str:
    if not meant:
        return f"{word} matches no {table}"
    return f"{word} matches more than one {table}: {', '.join(meant)}"


def _content(
    entry_type: EntryType[C], line: int, values: Mapping[str, Any]
) -> ImportedRow[C] | Sequence[Rejection]:
    try:
        return ImportedRow(line, entry_type.content.model_validate(values))
    except ValidationError as error:
        return refused(line, error).faults


def _listed(value: Any) -> Sequence[str]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)

"""Rows of files: they may name actors and instruments as people do, and are read as what a request would say.

`Algeria`, `ALG`, `DZ` and `012` are all DZA in a file; who speaks HTTP sends the code.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, get_origin

from pydantic import Field, ValidationError, create_model

from chassis.base.pointers import pointer
from chassis.problems.models import Line, RequestBody
from chassis.resources.bulk import ImportedRow, Rejection
from chassis.resources.bulk.validation import refused
from registry.catalogue.noun import C, Noun
from registry.store import Session, aliases, instruments

Resolve = Callable[[Session, Collection[str]], Awaitable[Mapping[str, str]]]
_RESOLVERS: Mapping[str, Resolve] = {"actor": aliases.resolve, "instrument": instruments.resolve}
"""What finds the codes that words mean, by the table that the codes are of."""
Words = Mapping[str, Mapping[str, str]]
"""By table, the code that each word means."""


def row_of(noun: Noun[Any]) -> type[RequestBody]:
    """The model of a row: what an entry says, with any text where words are resolved."""
    named = _named(noun)
    fields: dict[str, Any] = {}
    for name, field in noun.content.model_fields.items():
        if name not in named:
            fields[name] = (field.rebuild_annotation(), field)
        elif get_origin(field.annotation) is list:
            fields[name] = (list[Line], Field(default_factory=list, max_length=300))
        else:
            fields[name] = (Line, ...) if field.is_required() else (Line | None, None)
    model: type[RequestBody] = create_model(
        f"{noun.content.__name__}Row", __base__=RequestBody, __doc__=noun.content.__doc__, **fields
    )
    return model


async def read(
    session: Session, noun: Noun[C], rows: Sequence[ImportedRow[RequestBody]]
) -> tuple[list[ImportedRow[C]], list[Rejection]]:
    """What rows of `row_of(noun)` say, and what is wrong with those that say nothing that can be."""
    words = await _resolve(session, noun, rows)
    good, rejections = list[ImportedRow[C]](), list[Rejection]()
    for row in rows:
        read = _read(noun, row, words)
        if isinstance(read, ImportedRow):
            good.append(read)
        else:
            rejections += read
    return good, rejections


def _named(noun: Noun[Any]) -> dict[str, str]:
    """The fields in which words are resolved, with the table that their codes are of."""
    return {name: table for name, table in noun.refers.items() if table in _RESOLVERS}


async def _resolve(session: Session, noun: Noun[Any], rows: Sequence[ImportedRow[RequestBody]]) -> Words:
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, table in _named(noun).items():
        for row in rows:
            wanted[table].update(_listed(getattr(row.content, name)))
    return {table: await _RESOLVERS[table](session, words) for table, words in wanted.items()}


def _read(noun: Noun[C], row: ImportedRow[RequestBody], words: Words) -> ImportedRow[C] | Sequence[Rejection]:
    said = {name: getattr(row.content, name) for name in row.content.model_fields_set}
    unknown = list[Rejection]()
    for name, table in _named(noun).items():
        codes = []
        for place, word in enumerate(_listed(said.get(name))):
            code = words[table].get(word)
            if code is None and table == noun.table.name:
                code = word  # it may stand before in the same file; whether it does shows later
            if code is None:
                where = pointer(name, place) if isinstance(said[name], list) else pointer(name)
                unknown.append(
                    Rejection(row.line, where, f"{word} is no {table} that is known, or may be several")
                )
            codes.append(code)
        if codes:
            said[name] = codes if isinstance(said[name], list) else codes[0]
    return unknown or _content(noun, row.line, said)


def _content(noun: Noun[C], line: int, said: Mapping[str, Any]) -> ImportedRow[C] | Sequence[Rejection]:
    try:
        return ImportedRow(line, noun.content.model_validate(said))
    except ValidationError as error:
        return refused(line, error).faults


def _listed(value: Any) -> Sequence[str]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)

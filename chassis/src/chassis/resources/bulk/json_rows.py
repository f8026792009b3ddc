"""The rows of newline-delimited JSON: an object in each line."""

import json
from collections.abc import Iterator

from pydantic_core import from_json

from chassis.base import documents
from chassis.problems import InvalidError
from chassis.resources.bulk.cells import REASON
from chassis.resources.bulk.faults import (
    NUL,
    TOO_LARGE,
    TOO_LONG,
    has_escaped_nul,
    large_numbers,
    storable,
    text_fault,
    unstorable_texts,
)
from chassis.resources.bulk.rows import PatchRow, Rejection, Row, RowReader, broken
from chassis.resources.bulk.text_lines import OVERLONG, WholeLines


class NdjsonRows(RowReader):
    """Reads newline-delimited JSON as it arrives; empty lines are passed over."""

    columns = None

    def __init__(self, charset: str = "utf-8") -> None:
        self._whole = WholeLines(charset)
        self._count = 0
        self._is_empty = True

    def feed(self, data: bytes) -> Iterator[Row]:
        """The rows that are complete now."""
        return self._take(self._whole.feed(data).split("\n")[:-1])

    def finish(self) -> Iterator[Row]:
        """The last row. Raises `InvalidError` when there was none at all."""
        last = self._whole.finish()
        yield from self._take([last] if last else [])
        if self._is_empty:
            raise InvalidError.at("", "the file is empty")

    def _take(self, lines: list[str]) -> Iterator[Row]:
        for text in lines:
            self._count += 1
            if text and not text.isspace():
                self._is_empty = False
                yield _row(self._count, text, self._whole.charset)


def _row(line: int, text: str, charset: str) -> Row:
    if OVERLONG in text:
        return broken(line, TOO_LONG)
    fault, given = text_fault(text, charset), storable(text)
    try:
        content = from_json(given, allow_inf_nan=False)
        documents.read(given)  # `from_json` does not see a key that is there twice
    except documents.RepeatedKeyError as error:
        return broken(line, documents.REPEATED, *error.path, given=given)
    except ValueError as error:
        return broken(line, fault or f"the row is no JSON: {error}"[:300], given=given)
    if not isinstance(content, dict):
        return broken(line, "the row is no JSON object", given=given)
    if has_escaped_nul(given):
        return broken(line, NUL, given=given)
    content.pop(REASON, None)
    faults = () if fault is None else _faults(line, text, charset)
    large = (Rejection(line, where, TOO_LARGE) for where in large_numbers(given, content))
    return PatchRow(line, content, (*faults, *large))


def _faults(line: int, text: str, charset: str) -> tuple[Rejection, ...]:
    """The fault of each text that cannot be stored, in a row that is JSON but for these."""
    content = json.loads(text, strict=False)
    return tuple(Rejection(line, *found) for found in unstorable_texts(content, charset))

"""The rows of newline-delimited JSON: an object in each line."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from chassis.problems import InvalidError
from chassis.resources.bulk.rows import RowReader, rejected
from chassis.resources.bulk.text_lines import OVERLONG, WholeLines
from chassis.resources.bulk.validation import TOO_LONG, Row, Validation

C = TypeVar("C", bound=BaseModel)


class NdjsonRows(RowReader[Row[C]]):
    """Reads newline-delimited JSON as it arrives; empty lines are passed over."""

    def __init__(self, model: type[C]) -> None:
        self._validation = Validation(model)
        self._whole = WholeLines()
        self._count = 0
        self._is_empty = True

    def feed(self, data: bytes) -> Iterator[Row[C]]:
        """The rows that are complete now."""
        block = self._whole.feed(data)
        return self._take(block.split(b"\n")[:-1])

    def finish(self) -> Iterator[Row[C]]:
        """The last row. Raises `InvalidError` when there was none at all."""
        last = self._whole.finish()
        yield from self._take([last] if last else [])
        if self._is_empty:
            raise InvalidError.at("", "the file is empty")

    def _take(self, lines: list[bytes]) -> Iterator[Row[C]]:
        for text in lines:
            self._count += 1
            if not text.isspace() and text:
                self._is_empty = False
                yield self._row(self._count, text)

    def _row(self, line: int, text: bytes) -> Row[C]:
        return rejected(line, TOO_LONG) if OVERLONG in text else self._validation.of_json(line, text)

"""The rows of newline-delimited JSON: an object in each line."""

from collections.abc import Iterator

from pydantic_core import from_json

from chassis.base import documents
from chassis.problems import InvalidError
from chassis.resources.bulk.cells import REASON
from chassis.resources.bulk.faults import NUL, TOO_LONG, has_escaped_nul, text_fault
from chassis.resources.bulk.rows import PatchRow, Row, RowReader, broken
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
    fault = TOO_LONG if OVERLONG in text else text_fault(text, charset)
    if fault is not None:
        return broken(line, fault)
    try:
        content = from_json(text, allow_inf_nan=False)
        documents.read(text)  # `from_json` does not see a key that is there twice
    except documents.RepeatedKeyError as error:
        return broken(line, documents.REPEATED, *error.path, given=text)
    except ValueError as error:
        return broken(line, f"the row is no JSON: {error}"[:300], given=text)
    if not isinstance(content, dict):
        return broken(line, "the row is no JSON object", given=text)
    if has_escaped_nul(text):
        return broken(line, NUL, given=text)
    content.pop(REASON, None)
    return PatchRow(line, content)

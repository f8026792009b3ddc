"""Making a row of what a file says, or saying what is wrong with it."""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from chassis.base.pointers import faults
from chassis.resources.bulk.rows import ImportedRow, RejectedRow, Rejection, rejected

C = TypeVar("C", bound=BaseModel)
Row = ImportedRow[C] | RejectedRow
LONGEST_GIVEN = 2000
"""Characters of a rejected row that are kept, so that it can be shown."""
MOST_FAULTS = 20
"""Of a row that are reported."""
NOT_UTF8 = "the row is not UTF-8"
TOO_LONG = "the row is too long"
NUL = "NUL is no character of a text"


class Validation(Generic[C]):
    """Validates rows with a model."""

    def __init__(self, model: type[C]) -> None:
        self._model = model

    def of_content(self, line: int, content: Mapping[str, Any], given: Any) -> Row[C]:
        """The row with `content`, which stood in the file as `given`."""
        try:
            return ImportedRow(line, self._model.model_validate_json(_as_json(content)))
        except ValidationError as error:
            return refused(line, error, shown(given))

    def of_json(self, line: int, text: bytes) -> Row[C]:
        """The row that is a JSON object."""
        if len(text) > 1 and b"\\u0000" in text.replace(b"\\\\", b""):
            return rejected(line, NUL)
        try:
            return ImportedRow(line, self._model.model_validate_json(text))
        except ValidationError as error:
            if (broken := _broken_text(line, text)) is not None:
                return broken
            return refused(line, error, shown(from_json(text)))


def _as_json(content: Mapping[str, Any]) -> bytes:
    """`content` as a body has it: JSON has no days, ids or tuples, and a model takes texts for them."""
    return to_json(content, inf_nan_mode="constants")


def _broken_text(line: int, text: bytes) -> RejectedRow | None:
    """The rejection of what is no JSON."""
    try:
        given = text.decode()
    except UnicodeDecodeError:
        return rejected(line, NOT_UTF8)
    try:
        from_json(text)
    except ValueError as error:
        return rejected(line, f"the row is no JSON: {error}"[:300], given=shown(given))
    return None


def refused(line: int, error: ValidationError, given: str | None = None) -> RejectedRow:
    """The row that the model refuses."""
    found = (Rejection(line, pointer, detail) for pointer, detail in faults(error))
    return RejectedRow(line, tuple(islice(found, MOST_FAULTS)), given)


def shown(given: Any) -> str | None:
    """`given` as JSON that the database can store; nothing if it is long or cannot be stored."""
    try:
        text = to_json(given, inf_nan_mode="null").decode()
    except ValueError:
        return None
    return text if len(text) <= LONGEST_GIVEN and "\\u0000" not in text else None


def storable(row: ImportedRow[Any]) -> str:
    """The content of `row` as JSON, of which the same can be made again."""
    content: BaseModel = row.content
    return content.model_dump_json(by_alias=True, round_trip=True, exclude_unset=True)


def faults_as_json(rejections: tuple[Rejection, ...]) -> str:
    """The faults of a row as they are stored."""
    return json.dumps([{"pointer": fault.pointer, "detail": fault.detail} for fault in rejections])

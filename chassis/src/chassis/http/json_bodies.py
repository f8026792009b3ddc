"""JSON in the body of a request: it is in UTF-8, and no object of it has a key twice (I-JSON, RFC 7493)."""

from typing import Any

from fastapi import Request

from chassis.base import documents
from chassis.base.pointers import pointer
from chassis.problems import InvalidError, MalformedBodyError


class JsonRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        """The value in the body.

        Raises `MalformedBodyError`, `InvalidError`, or `ValueError` and `RecursionError` for what is no JSON.
        """
        try:
            return documents.read(_text(await self.body()))
        except documents.RepeatedKeyError as error:
            raise InvalidError.at(pointer(*error.path), documents.REPEATED) from None


def _text(body: bytes) -> str:
    """Python's own reader of JSON would take UTF-16 and UTF-32, too."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedBodyError(f"The body is not UTF-8: {error.reason} at byte {error.start}.") from error
    if "\0" in text:
        raise MalformedBodyError("The body is not UTF-8: it has NUL.")
    return text

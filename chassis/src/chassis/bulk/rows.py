"""The rows of a file: good ones, and what is wrong with the others. Pure."""

from dataclasses import dataclass
from typing import Generic, TypeVar

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class ImportedRow(Generic[C]):
    """A row that was understood."""

    line: int
    """Where it begins, from 1: the line of the text, or the row of the sheet."""
    content: C


@dataclass(frozen=True, slots=True)
class Rejection:
    """A fault for which a row is not imported."""

    line: int
    """Where the row begins."""
    pointer: str
    """RFC 6901 pointer into the row, such as `/state`; empty: the row as a whole."""
    detail: str
    """The reason, for people."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file with all its faults."""

    line: int
    faults: tuple[Rejection, ...]
    given: str | None = None
    """The row as JSON, when it is short and can be stored."""


def pointer(*parts: str | int) -> str:
    """The RFC 6901 pointer to what lies at `parts`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def rejected(line: int, detail: str, *parts: str | int, given: str | None = None) -> RejectedRow:
    """The row that is rejected for one fault, at `parts` of it."""
    return RejectedRow(line, (Rejection(line, pointer(*parts), detail),), given)

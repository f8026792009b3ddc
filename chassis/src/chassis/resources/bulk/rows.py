"""The rows of a file: good ones, and what is wrong with the others. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from chassis.base.pointers import pointer

C = TypeVar("C")
R_co = TypeVar("R_co", covariant=True)


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


class RowReader(Protocol[R_co]):
    """Makes rows of bytes, as they come. Raises `InvalidError` for a file of which nothing can be made."""

    def feed(self, data: bytes) -> Iterator[R_co]:
        """The rows that are complete with `data`; to be taken before more is fed."""

    def finish(self) -> Iterator[R_co]:
        """The rows that were still to come when there is no more data."""

    def close(self) -> None:
        """Let go of what is held, if anything; to be called at the end of everything."""
        return


def rejected(line: int, detail: str, *parts: str | int, given: str | None = None) -> RejectedRow:
    """The row that is rejected for one fault, at `parts` of it."""
    return RejectedRow(line, (Rejection(line, pointer(*parts), detail),), given)

"""The rows of a file: what stood in them, and what is wrong with some. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from chassis.base.pointers import pointer

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class ImportedRow(Generic[C]):
    """A row that was understood as a whole."""

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
class PatchRow:
    """A row of a file: the changes that it wants (RFC 7396), not yet compared with what is stored."""

    line: int
    patch: Mapping[str, Any]
    """By field; `None` clears. A cell that has a fault stands in it as it was given."""
    faults: tuple[Rejection, ...] = ()
    """What was wrong with it when it was read."""
    is_of_cells: bool = False
    """Whether it stood in cells, which programs rewrite: `004` as `4`, `NA` as nothing."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row of which nothing can be made."""

    line: int
    fault: Rejection
    given: str | Sequence[str] | None = None
    """Its text or its cells, where they can be stored."""


Row = PatchRow | BrokenRow


class RowReader(Protocol):
    """Makes rows of bytes, as they come. Raises `InvalidError` for a file of which nothing can be made."""

    @property
    def columns(self) -> Sequence[str] | None:
        """The names of the columns, once they are known; `None` where there are none."""

    def feed(self, data: bytes) -> Iterator[Row]:
        """The rows that are complete with `data`; to be taken before more is fed."""

    def finish(self) -> Iterator[Row]:
        """The rows that were still to come when there is no more data."""

    def close(self) -> None:
        """Let go of what is held, if anything; to be called at the end of everything."""
        return


def broken(line: int, detail: str, *parts: str | int, given: str | Sequence[str] | None = None) -> BrokenRow:
    """The row that is rejected for one fault, at `parts` of it."""
    return BrokenRow(line, Rejection(line, pointer(*parts), detail), given)

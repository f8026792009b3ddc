"""What a service declares for each noun that can be imported from files."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pydantic import BaseModel

from chassis.database import Transaction
from chassis.resources.bulk.merging import EVERY_ROW
from chassis.resources.bulk.rows import PatchRow, Rejection

Result = Literal["created", "changed", "unchanged", "older"]


class Outcome(NamedTuple):
    """What became of a row."""

    line: int
    code: str
    result: Result
    fields: Sequence[str] = ()
    """Those that are different now."""

    @property
    def is_change(self) -> bool:
        """Whether the entry is new or different."""
        return self.result in {"created", "changed"}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file, in its order."""

    rows: Sequence[PatchRow]
    earlier: Callable[[Collection[str]], Awaitable[Mapping[str, int]]]
    """Of codes, those that rows of earlier batches have, with the lines of these."""
    may_defer: bool = False
    """Whether a row can be tried again after the rest of the file, which may have what it refers to."""
    is_trial: bool = False
    """Whether nothing is stored, nor a lock taken for which others wait: it is asked what would be."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one batch; each row that is known by a code has an outcome or a rejection."""

    outcomes: Sequence[Outcome] = ()
    rejections: Sequence[Rejection] = ()
    """Faults of rows of the batch; a row with any had no effect, and is counted as rejected."""
    deferred: Sequence[int] = ()
    """Lines of rows that are to be tried again after the others."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A noun that can be imported: `POST /v1/<noun>:import`, `GET /v1/<noun>/imports/{id}`."""

    noun: str
    """As in the path: plural, with hyphens, such as `programme-items`."""
    row: type[BaseModel]
    """What an entry is. Its fields are the columns; see `chassis.resources.bulk.shapes`."""
    scope: str
    """Who may import, and read what became of it, such as `registry:write`."""
    apply: Callable[[Transaction, Batch], Awaitable[Applied]]
    """Applies one batch, in the order of the file, in the given transaction, whose origin is the client.

    Rejects rows, and raises for none of them: what it raises has the whole batch tried again, and after some
    attempts the import fails. It is called again after a rollback, so all its effects are in the transaction.
    """
    needed: Sequence[str] = EVERY_ROW
    """Fields that each row must have."""
    key: Sequence[str] = ("code",)
    """Fields by which a row means its entry, unless it has a `code`."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Fields of `row` that its files do not have, with the reasons."""

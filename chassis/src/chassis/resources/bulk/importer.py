"""What a service declares for each noun that can be imported from files."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from chassis.database import Transaction
from chassis.resources.bulk.rows import ImportedRow, Rejection

C = TypeVar("C", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one batch."""

    changed: int
    """Rows that were new or different."""
    unchanged: int
    """Rows that changed nothing."""
    rejections: Sequence[Rejection] = ()
    """Faults of rows of the batch; a row with any had no effect, and is counted as rejected."""


@dataclass(frozen=True, slots=True)
class Importer(Generic[C]):
    """A noun that can be imported: `POST /v1/<noun>:import`, `GET /v1/<noun>/imports/{id}`."""

    noun: str
    """As in the path: plural, with hyphens, such as `programme-items`."""
    row: type[C]
    """What each row is validated with. Its fields are the columns; see `chassis.resources.bulk.cells`."""
    scope: str
    """Who may import, and read what became of it, such as `registry:write`."""
    apply: Callable[[Transaction, Sequence[ImportedRow[C]]], Awaitable[Applied]]
    """Applies one batch, in the order of the file, in the given transaction, whose origin is the client.

    Rejects rows, and raises for none of them: what it raises has the whole batch tried again, and after some
    attempts the import fails. It is called again after a rollback, so all its effects are in the transaction.
    """

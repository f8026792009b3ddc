"""Search over what anyone may know: actors, processes, instruments and practices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from chassis.database import Session
from chassis.http.pages import Paging
from registry.practices.entries import PRACTICES
from registry.processes.entries.processes import PROCESSES
from registry.search import store
from registry.treaties.entries.instruments import INSTRUMENTS

Searched = Literal["actor", "process", "instrument", "practice"]
SEARCHED: tuple[Searched, ...] = get_args(Searched)
_PATHS = {
    "actor": "/v1/actors",
    **{entry_type.name: entry_type.path for entry_type in (PROCESSES, INSTRUMENTS, PRACTICES)},
}


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers to what was asked."""

    noun: str
    code: str
    name: str
    matched_language: str
    points: int
    """How well it answers, in ten-thousandths; see `search.store`."""

    @property
    def score(self) -> float:
        """How well it answers."""
        return self.points / 10_000

    @property
    def href(self) -> str:
        """Where the entry is over HTTP."""
        return f"{_PATHS[self.noun]}/{self.code}"


async def search(
    session: Session, q: str, kind: Searched | None, language: str, paging: Paging
) -> Sequence[Hit]:
    """A page of entries of `kind`, or of all kinds, that answer to `q`, with one too many for a next page."""
    nouns = SEARCHED if kind is None else (kind,)
    rows = await store.search(session, q, nouns, language, paging)
    return [Hit(row.noun, row.code, row.name, row.matched_language, row.points) for row in rows]

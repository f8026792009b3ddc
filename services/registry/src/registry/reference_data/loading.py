"""Loads the reference files: actors and groupings first, then the files of each type of entry.

Loading the same files again changes nothing; an interrupted load is completed by the next.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from chassis.base.identifiers import new_id
from chassis.database import Database
from chassis.ledger import Origin
from registry.actors.entries.actors import ACTORS
from registry.actors.entries.groupings import GROUPINGS
from registry.actors.entries.memberships import MEMBERSHIPS, term_of
from registry.actors.rules.terms import Term
from registry.actors.store import aliases
from registry.catalogue.entry_types import C, EntryType
from registry.catalogue.store.sessions import lock_registry
from registry.catalogue.writing import WriteResult, write
from registry.entry_types import ENTRY_TYPES
from registry.reference_data import files, membership_lists
from registry.reference_data.files import BrokenReferenceError

T = TypeVar("T")
FOLDER = Path(__file__).parent
"""The reference files that come with the product."""
_OF_ACTORS = (GROUPINGS, ACTORS, MEMBERSHIPS)
BATCH = 500
"""Entries per transaction: each holds the ledger's lock for some milliseconds."""


async def load(database: Database, folder: Path) -> dict[str, int]:
    """Load the reference files of `folder`; how many entries of each type were new or different.

    Raises `BrokenReferenceError`; what stands before the broken row is loaded.
    """
    origin = Origin("load-reference", str(new_id()))
    news = await load_actors(database, folder, origin)
    for entry_type in ENTRY_TYPES:
        for file in (folder / name for name in entry_type.files if entry_type not in _OF_ACTORS):
            if file.exists():
                new = await _load_entries(database, entry_type, file, origin)
                news[entry_type.plural] = news.get(entry_type.plural, 0) + new
    return news


async def load_actors(database: Database, folder: Path, origin: Origin) -> dict[str, int]:
    """Load groupings, actors, memberships and aliases; how many of each were new or different."""
    reference = files.read(folder)
    lists = {grouping.code: grouping for grouping in reference.groupings}
    listed: dict[str, list[Term]] = defaultdict(list)
    for membership in reference.memberships:
        listed[membership.actor].append(term_of(membership))
    news = Counter(groupings=0, actors=0, memberships=0, aliases=0)
    async with database.transaction(origin) as tx:
        result = await write(tx, GROUPINGS, reference.groupings)
        news["groupings"] = _changed("groupings.csv", result)
    new: set[str] = set()
    for some in _batches(iter(reference.actors)):
        async with database.transaction(origin) as tx:
            actors = await membership_lists.write_actors(tx, some, listed)
        news["actors"] += _changed("actors.csv", actors)
        new |= {change.content.code for change in actors.changes if change.before is None}
    news["memberships"] = sum(len(listed[code]) for code in new & listed.keys())
    known = ({actor.code for actor in reference.actors} | listed.keys()) - new
    for members in _batches(iter(sorted(known))):
        async with database.transaction(origin) as tx:
            await lock_registry(tx)
            memberships = await membership_lists.write_lists(tx, members, listed, lists)
        news["memberships"] += _changed("memberships.csv", memberships)
    for rows in _batches(iter(reference.aliases)):
        async with database.transaction(origin) as tx:
            await lock_registry(tx)
            news["aliases"] += await aliases.replace(tx, rows)
    return dict(news)


async def _load_entries(database: Database, entry_type: EntryType[C], file: Path, origin: Origin) -> int:
    news = 0
    for rows in _batches(files.rows(file, entry_type.content)):
        async with database.transaction(origin) as tx:
            result = await write(tx, entry_type, [row.content for row in rows])
            for position, faults in result.faults.items():
                raise BrokenReferenceError(f"{file.name}, line {rows[position].line}", *faults)
        news += len(result.changes)
    return news


def _changed(file: str, result: WriteResult[Any]) -> int:
    for faults in result.faults.values():
        raise BrokenReferenceError(file, *faults)
    return len(result.changes)


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch

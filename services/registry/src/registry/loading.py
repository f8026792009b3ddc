"""Loading the reference files: actors and groupings first, then each noun's files as far as there are any.

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
from registry import listing, reference_files
from registry.catalogue.keeping import Kept, keep
from registry.catalogue.noun import C, Noun
from registry.memberships import term_of
from registry.nouns import NOUNS
from registry.nouns.actors import ACTORS
from registry.nouns.groupings import GROUPINGS
from registry.nouns.memberships import MEMBERSHIPS
from registry.reference_files import BrokenReferenceError
from registry.rules.terms import Term
from registry.store import aliases, take_turn

T = TypeVar("T")
_OF_ACTORS = (GROUPINGS, ACTORS, MEMBERSHIPS)
BATCH = 500
"""Entries per transaction: each holds the ledger's lock for some milliseconds."""


async def load(database: Database, folder: Path) -> dict[str, int]:
    """Load the reference files of `folder`; how many entries of each noun were new or different.

    Raises `BrokenReferenceError`; what stands before the broken row is loaded.
    """
    origin = Origin("load-reference", str(new_id()))
    news = await load_actors(database, folder, origin)
    for noun in NOUNS:
        for file in (folder / name for name in noun.files if noun not in _OF_ACTORS):
            if file.exists():
                new = await _load_noun(database, noun, file, origin)
                news[noun.plural] = news.get(noun.plural, 0) + new
    return news


async def load_actors(database: Database, folder: Path, origin: Origin) -> dict[str, int]:
    """Load groupings, actors, memberships and aliases; how many of each were new or different."""
    reference = reference_files.read(folder)
    lists = {grouping.code: grouping for grouping in reference.groupings}
    listed: dict[str, list[Term]] = defaultdict(list)
    for membership in reference.memberships:
        listed[membership.actor].append(term_of(membership))
    news = Counter(groupings=0, actors=0, memberships=0, aliases=0)
    async with database.transaction(origin) as tx:
        kept = await keep(tx, GROUPINGS, reference.groupings)
        news["groupings"] = _changed("groupings.csv", kept)
    new: set[str] = set()
    for some in _batches(iter(reference.actors)):
        async with database.transaction(origin) as tx:
            actors = await listing.keep_actors(tx, some, listed)
        news["actors"] += _changed("actors.csv", actors)
        new |= {change.content.code for change in actors.changes if change.before is None}
    news["memberships"] = sum(len(listed[code]) for code in new & listed.keys())
    known = ({actor.code for actor in reference.actors} | listed.keys()) - new
    for members in _batches(iter(sorted(known))):
        async with database.transaction(origin) as tx:
            await take_turn(tx)
            memberships = await listing.keep_lists(tx, members, listed, lists)
        news["memberships"] += _changed("memberships.csv", memberships)
    for words in _batches(iter(reference.aliases)):
        async with database.transaction(origin) as tx:
            await take_turn(tx)
            news["aliases"] += await aliases.keep(tx, [word.model_dump() for word in words])
    return dict(news)


async def _load_noun(database: Database, noun: Noun[C], file: Path, origin: Origin) -> int:
    news = 0
    for rows in _batches(reference_files.rows(file, noun.content)):
        async with database.transaction(origin) as tx:
            kept = await keep(tx, noun, [row.content for row in rows])
            for position, faults in kept.faults.items():
                raise BrokenReferenceError(f"{file.name}, line {rows[position].line}", *faults)
        news += len(kept.changes)
    return news


def _changed(file: str, kept: Kept[Any]) -> int:
    for faults in kept.faults.values():
        raise BrokenReferenceError(file, *faults)
    return len(kept.changes)


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch

"""Loading the reference files: actors and groupings first, then each noun's file if there is one.

Loading the same files again changes nothing; an interrupted load is completed by the next.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from chassis.bulk import ImportedRow, Rejection, read_file
from chassis.database import Database
from chassis.identifiers import new_id
from chassis.ledger import Origin
from chassis.problems import FieldError
from registry import actors, groupings, reference_files
from registry.catalogue.keeping import keep
from registry.catalogue.noun import C, Noun
from registry.nouns import NOUNS

BATCH = 500
"""Entries per transaction: each holds the ledger's lock for some milliseconds."""


class BrokenReferenceError(Exception):
    """A row of a reference file is wrong."""


async def load(database: Database, folder: Path) -> dict[str, int]:
    """Load the reference files of `folder`; how many entries of each noun were new or different.

    Raises `BrokenReferenceError`; what stands before the broken row is loaded.
    """
    origin = Origin("load-reference", str(new_id()))
    news = await load_actors(database, folder, origin)
    for noun in NOUNS:
        file = folder / f"{noun.plural}.csv"
        if file.exists():
            news[noun.plural] = await _load_noun(database, noun, file, origin)
    return news


async def load_actors(database: Database, folder: Path, origin: Origin) -> dict[str, int]:
    """Load actors, groupings and memberships; how many groupings and actors were new or different."""
    reference = reference_files.read(folder)
    reviewed = {grouping.code: grouping.as_of for grouping in reference.groupings}
    async with database.transaction(origin) as tx:
        new_groupings = await groupings.record(tx, reference.groupings)
    new_actors = 0
    for some in _batches(iter(reference.actors)):
        async with database.transaction(origin) as tx:
            new_actors += await actors.record(tx, some, reviewed)
    return {"groupings": new_groupings, "actors": new_actors}


async def _load_noun(database: Database, noun: Noun[C], file: Path, origin: Origin) -> int:
    news = 0
    for rows in _batches(_good_rows(file, noun.content)):
        async with database.transaction(origin) as tx:
            kept = await keep(tx, noun, [row.content for row in rows])
            for position, faults in kept.faults.items():
                raise _broken(file, rows[position].line, faults)
        news += len(kept.changes)
    return news


def _good_rows(file: Path, content: type[C]) -> Iterator[ImportedRow[C]]:
    for row in read_file(file, content):
        if isinstance(row, Rejection):
            raise _broken(file, row.line, [FieldError(row.pointer, row.detail)])
        yield row


def _broken(file: Path, line: int, faults: Sequence[FieldError]) -> BrokenReferenceError:
    told = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults)
    return BrokenReferenceError(f"{file.name}, line {line}: {told}")


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch

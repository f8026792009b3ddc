"""The registry's own verb on the command line: `load-reference`."""

import argparse
from pathlib import Path

from chassis.command import Command
from chassis.database import Database
from chassis.identifiers import new_id
from chassis.ledger import Origin
from chassis.settings import ServiceSettings
from registry import actors, groupings, reference_files

BATCH = 500
"""Actors per transaction: each holds the ledger's lock for some milliseconds."""


async def load(database: Database, folder: Path) -> tuple[int, int]:
    """Load the reference files of `folder`; returns how many groupings and actors were new or different.

    Loading the same files again changes nothing. An interrupted load is completed by the next.
    """
    reference = reference_files.read(folder)
    reviewed = {grouping.code: grouping.as_of for grouping in reference.groupings}
    origin = Origin("load-reference", str(new_id()))
    async with database.transaction(origin) as tx:
        new_groupings = await groupings.record(tx, reference.groupings)
    new_actors = 0
    for start in range(0, len(reference.actors), BATCH):
        async with database.transaction(origin) as tx:
            new_actors += await actors.record(tx, reference.actors[start : start + BATCH], reviewed)
    return new_groupings, new_actors


async def _load(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
    async with Database(settings.database_url.get_secret_value(), name="registry", pool_size=1) as database:
        new_groupings, new_actors = await load(database, arguments.folder)
    print(f"New or different: {new_groupings} groupings, {new_actors} actors.")


def _arguments(parser: argparse.ArgumentParser) -> None:
    own = Path(__file__).parent / "reference"
    parser.add_argument(
        "--folder", type=Path, default=own, help="where the files are; else the product's own"
    )


load_reference = Command(
    "load-reference", "load actors and groupings from the reference files", _load, _arguments
)

"""The registry's own verb on the command line: `load-reference`."""

import argparse
from pathlib import Path

from chassis.database import Database
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from registry.loading import load


async def _load(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
    async with Database(settings.database_url.get_secret_value(), name="registry", pool_size=1) as database:
        news = await load(database, arguments.folder)
    told = ", ".join(f"{count} {plural.replace('_', ' ')}" for plural, count in news.items())
    print(f"New or different: {told}.")


def _arguments(parser: argparse.ArgumentParser) -> None:
    own = Path(__file__).parent / "reference"
    parser.add_argument(
        "--folder", type=Path, default=own, help="where the files are; else the product's own"
    )


load_reference = Command("load-reference", "load what the reference files say", _load, _arguments)

"""The registry's own verb on the command line: `load-reference`."""

import argparse
from pathlib import Path

from chassis.database import Database, Hooks
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from registry.reference_data.loading import FOLDER, load


def load_reference(on_change: Hooks) -> Command:
    """The verb that loads the reference files; `on_change`: what follows changes in this service."""

    async def run(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
        url = settings.database_url.get_secret_value()
        async with Database(url, name="registry", pool_size=1, on_change=on_change) as database:
            news = await load(database, arguments.folder)
        counts = ", ".join(f"{count} {plural.replace('_', ' ')}" for plural, count in news.items())
        print(f"New or different: {counts}.")

    return Command("load-reference", "load the reference files", run, _arguments)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="the folder of the files; else the product's own"
    )

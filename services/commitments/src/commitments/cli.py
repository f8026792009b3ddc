"""The commitments service's own verb on the command line: `load-reference`."""

import argparse
import json
import time

from chassis.database import Database, Hooks
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from commitments.reference_data.loading import load


def load_reference(on_change: Hooks) -> Command:
    """The verb that loads the reference files; `on_change`: what follows changes in this service."""

    async def run(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
        def report(step: str, done: int, total: int) -> None:
            if arguments.progress:
                print(json.dumps({"step": step, "done": done, "total": total}), flush=True)

        began = time.monotonic()
        url = settings.database_url.get_secret_value()
        async with Database(url, name="commitments", pool_size=1, on_change=on_change) as database:
            loaded = await load(database, report)
        seconds = time.monotonic() - began
        print(
            f"New: {loaded.goals} frameworks and goals, {loaded.commitments} commitments,"
            f" {loaded.observations} observations, in {seconds:.1f} s"
            f" ({loaded.observations / seconds:.0f} observations a second)."
        )

    summary = "publish the frameworks, goals, commitments and observations of the reference files"
    return Command("load-reference", summary, run, _arguments)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--progress", action="store_true", help="print a line of JSON after each transaction")

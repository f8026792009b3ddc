"""The commitments service's own verb on the command line: `load-reference`."""

import argparse
import json
import time

from chassis.database import Database
from chassis.process.command import Command
from chassis.process.settings import ServiceSettings
from commitments.loading.load import load


async def _load(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
    def report(step: str, done: int, total: int) -> None:
        if arguments.progress:
            print(json.dumps({"step": step, "done": done, "total": total}), flush=True)

    began = time.monotonic()
    async with Database(
        settings.database_url.get_secret_value(), name="commitments", pool_size=1
    ) as database:
        loaded = await load(database, report)
    seconds = time.monotonic() - began
    print(
        f"New: {loaded.goals} frameworks and goals, {loaded.commitments} commitments,"
        f" {loaded.observations} observations, in {seconds:.1f} s"
        f" ({loaded.observations / seconds:.0f} observations a second)."
    )


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--progress", action="store_true", help="print a line of JSON after each transaction")


load_reference = Command(
    "load-reference",
    "publish the frameworks, goals, commitments and observations of the reference files",
    _load,
    _arguments,
)

"""`python -m tests.soak [--bus BUS] [--minutes N] [--seed N] [--fault NAME,...] [--json FILE]`."""

import argparse
import asyncio
import logging
import random
import sys
from pathlib import Path

from embedded.errors import CannotStart
from embedded.up import until_stopped
from tests.soak.faults import FAULTS
from tests.soak.folders import NoRoom, run_folder
from tests.soak.report import Report
from tests.soak.run import Wish, obstacles, run
from tests.soak.testbed import BUSES
from tests.support.kafka.distribution import KafkaUnavailable

NOT_PLAYED = 2
"""Exit code when nothing could be judged."""


def main() -> int:
    """Soak; returns 0 without a violation, 1 with, 2 when nothing could be played."""
    arguments = _parser().parse_args()
    names = arguments.fault.split(",") if arguments.fault else list(FAULTS)
    if unknown := [name for name in names if name not in FAULTS]:
        return _refuse(f"There is no fault {', '.join(unknown)}; there are {', '.join(FAULTS)}.")
    wish = Wish(arguments.bus, arguments.minutes * 60, arguments.seed, names)
    report = Report(wish.bus, wish.seed, obstacles(wish))
    if len(report.skipped) == len(names):
        return _refuse("; ".join(f"{name}: {reason}" for name, reason in report.skipped.items()) + ".")
    print(f"Soak on the {wish.bus} bus, seed {wish.seed}: {', '.join(names)}", flush=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        with run_folder() as folder:
            asyncio.run(until_stopped(run(wish, report, folder)))
    except (CannotStart, KafkaUnavailable, NoRoom) as error:
        return _refuse(str(error))
    finally:
        if arguments.json:
            report.write_json(arguments.json)
    print(report.summary())
    return 1 if report.violations else 0


def _refuse(reason: str) -> int:
    print(f"compact: {reason}", file=sys.stderr)
    return NOT_PLAYED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="compact soak", description="Let faults strike the main job, and check what must hold."
    )
    parser.add_argument("--bus", choices=BUSES, default="postgres", help="what carries events (%(default)s)")
    parser.add_argument("--minutes", type=float, default=10, help="begin rounds for so long (%(default)s)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats a sequence")
    parser.add_argument("--fault", help=f"only these, by commas: {', '.join(FAULTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result there as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())

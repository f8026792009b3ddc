"""`./compact bench`: measure, show a table, write JSON."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from rich.console import Console

from bench import machine, report
from bench.catalogue import FIGURES
from bench.client import UnexpectedAnswer
from bench.figure import Figure, Setting, Size
from bench.run import Outcome, TooLittleDisk, UnknownFigure, check_disk, chosen, measure
from chassis.local_postgres.server import PostgresUnavailable
from embedded.errors import CannotStart
from embedded.layout import DATA_DIR
from embedded.up import until_stopped

INTERRUPTED = 130


def main() -> int:
    """Do what the command line says; returns the exit code."""
    arguments = _parser().parse_args()
    try:
        return _run(chosen(FIGURES, arguments.only), arguments)
    except UnknownFigure as error:
        return _complain(2, str(error))
    except (CannotStart, PostgresUnavailable, TooLittleDisk, UnexpectedAnswer) as error:
        return _complain(1, str(error))


def _run(figures: Sequence[Figure], arguments: argparse.Namespace) -> int:
    check_disk(figures)
    machine.keep_to_two_cores()
    facts = machine.facts()
    outcomes = _measure(figures, arguments.size)
    if outcomes is None:
        return INTERRUPTED
    report.show(Console(), outcomes)
    report.write(arguments.json, {"size": arguments.size, **facts}, outcomes)
    missed = [one.skipped for one in outcomes if one.skipped and one.figure.key in arguments.only]
    return _complain(1, *missed) if missed else 0


def _measure(figures: Sequence[Figure], size: Size) -> list[Outcome] | None:
    """The outcomes; None when a signal ended the run."""
    outcomes: list[Outcome] | None = None
    terminal = Console(stderr=True)

    async def work() -> None:
        nonlocal outcomes
        outcomes = await measure(figures, setting)

    with TemporaryDirectory(prefix="compact-bench-") as folder:
        setting = Setting(size, Path(folder), terminal.print)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(until_stopped(work()))
    return outcomes


def _complain(code: int, *reasons: str) -> int:
    for reason in reasons:
        print(f"compact: {reason}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="compact bench", description=__doc__)
    parser.add_argument(
        "--only", type=_keys, default=[], metavar="NAME[,NAME]", help=", ".join(one.key for one in FIGURES)
    )
    size = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("quick", "less data and shorter rounds"),
        ("trial", "next to nothing: see that it runs, and that floors answer the same"),
    ):
        size.add_argument(f"--{name}", action="store_const", dest="size", const=name, help=meaning)
    parser.set_defaults(size="full")
    parser.add_argument("--json", type=Path, default=DATA_DIR / "bench.json", help="file (%(default)s)")
    return parser


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip()]


if __name__ == "__main__":
    sys.exit(main())

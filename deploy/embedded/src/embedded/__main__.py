"""`python -m embedded up | demo | clients | operate | migrations`."""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from chassis.local_postgres.server import PostgresUnavailable
from embedded.errors import CannotStart
from embedded.layout import DATA_DIR, DEMO_DIR, GATEWAY_PORT, SERVICES, Layout
from embedded.operating import add_data_dir, operate
from embedded.up import until_stopped, up


def main() -> int:
    """Do what the command line says; returns the exit code."""
    parser = _parser()
    arguments, others = parser.parse_known_args()
    work: Callable[[argparse.Namespace], int] = arguments.work
    if others and work is not _clients:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    arguments.others = others
    try:
        return work(arguments)
    except (CannotStart, PostgresUnavailable) as error:
        print(f"compact: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./compact")
    verbs = parser.add_subparsers(dest="verb", required=True)

    serving = verbs.add_parser("up", help="run the system on this machine until Ctrl-C")
    serving.add_argument("--data-dir", type=Path, default=DATA_DIR, help="files and logs (%(default)s)")
    serving.set_defaults(work=_up)

    playing = verbs.add_parser("demo", help="play one reporting cycle, then stay up until Ctrl-C")
    playing.add_argument("--exit", action="store_true", help="do not stay up")
    playing.add_argument("--picture", type=Path, help="write what was shown to this SVG file as well")
    playing.set_defaults(work=_demo)

    for verb in (serving, playing):
        verb.add_argument(
            "--port", type=_port, default=GATEWAY_PORT, help="of the gateway (%(default)s; 0: any)"
        )

    registering = verbs.add_parser("clients", add_help=False, allow_abbrev=False)
    add_data_dir(registering)
    registering.add_argument("--stack", action="store_true")
    registering.set_defaults(work=_clients)

    operating = verbs.add_parser(
        "operate",
        help="run a verb of a service",
        description="Run a verb of a service on this machine's system (docs/operators.md).",
    )
    add_data_dir(operating)
    operating.add_argument("service", choices=SERVICES)
    operating.add_argument("arguments", nargs=argparse.REMAINDER, help="a verb and its arguments, or -h")
    operating.set_defaults(work=_operate)

    checking = verbs.add_parser("migrations", help="check that the migrations end at the declared tables")
    checking.set_defaults(work=_migrations)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text}")
    return int(text)


def _up(arguments: argparse.Namespace) -> int:
    with Layout.reserve(arguments.data_dir, arguments.port) as layout:
        asyncio.run(until_stopped(up(layout)))
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from embedded.demo import demo  # noqa: PLC0415 # only the demonstration needs what it shows with

    with Layout.reserve(DEMO_DIR, arguments.port) as layout:
        shutil.rmtree(layout.postgres_dir, ignore_errors=True)  # it always begins with empty databases
        asyncio.run(until_stopped(demo(layout, leave=arguments.exit, picture=arguments.picture)))
    return 0


def _clients(arguments: argparse.Namespace) -> int:
    from embedded.clients import clients  # noqa: PLC0415 # it costs `up` a second that it does not need

    return clients(arguments, arguments.others)  # the rest is the gateway's to understand


def _operate(arguments: argparse.Namespace) -> int:
    return operate(arguments.data_dir, arguments.service, arguments.arguments)


def _migrations(_: argparse.Namespace) -> int:
    from embedded.migrations import differences  # noqa: PLC0415 # it costs `up` a second that it does not need

    found = asyncio.run(differences())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

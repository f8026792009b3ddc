"""`./compact restore`."""

import argparse
import sys
from pathlib import Path

from operations.compose import Compose
from operations.recovery.backup import Say
from operations.recovery.reporting import exit_code
from operations.recovery.restore import restore
from operations.roles import SERVICES


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("folder", type=Path, help="of one backup")
    parser.add_argument("--only", choices=[service.name for service in SERVICES], help="one database")
    parser.add_argument("--yes", action="store_true", help="do not ask before data that is there is replaced")


def run(chosen: argparse.Namespace) -> int:
    """Put databases back; 1 if that cannot be done."""

    def work(say: Say) -> None:
        restore(Compose(), chosen.folder, chosen.only, _take_as_agreed if chosen.yes else _ask, say)
        say("done; clients and grants that were withdrawn since are back: see docs/backup.md")

    return exit_code("restore", work)


def _ask(question: str) -> bool:
    if not sys.stdin.isatty():
        print(f"restore: {question} Say --yes to go on.")
        return False
    return input(f"restore: {question} Type yes to go on: ").strip() == "yes"


def _take_as_agreed(_: str) -> bool:
    return True

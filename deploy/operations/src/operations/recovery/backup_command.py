"""`./compact backup`."""

import argparse
from pathlib import Path

from operations.compose import Compose
from operations.recovery.backup import Say, back_up
from operations.recovery.reporting import exit_code

SECRETS_APART = "the secrets are not in it: keep a copy of their folder elsewhere"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path(".compact/backups"),
        help="where each backup gets a folder of its own (%(default)s)",
    )


def run(chosen: argparse.Namespace) -> int:
    """Save all databases; 1 if that cannot be done."""

    def work(say: Say) -> None:
        made = back_up(Compose(), chosen.folder, say)
        say(f"{made} is complete; {SECRETS_APART}")

    return exit_code("backup", work)

"""`./compact upgrade`."""

import argparse

from operations.compose import Compose, ComposeError
from operations.upgrade.rolling import Upgrade


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `upgrade` takes."""
    parser.add_argument(
        "--images",
        choices=("build", "pull", "present"),
        default="build",
        help="where the new images come from: this folder, a registry, or they are here (%(default)s)",
    )


def run(chosen: argparse.Namespace) -> int:
    """Bring every process to this release; 1 if that cannot be done, with a line that says why."""
    upgrade = Upgrade(Compose(), _say)
    try:
        upgrade.fetch(chosen.images)
        upgrade.set_up()
        upgrade.replace_all()
        upgrade.wrap_keys()
        upgrade.publish_again()
    except ComposeError as error:
        _say(f"{error}; what is not yet replaced goes on as it was")
        return 1
    _say("done; see ./compact doctor")
    return 0


def _say(sentence: str) -> None:
    print(f"upgrade: {sentence}", flush=True)

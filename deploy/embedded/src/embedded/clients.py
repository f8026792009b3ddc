"""`./compact clients`: API clients of the system on this machine, whether it runs or not, or of the stack."""

import argparse
import subprocess
from collections.abc import Sequence

from embedded.layout import DATA_DIR, GATEWAY
from embedded.operating import add_data_dir, operate, running_in
from gateway.identity.command import clients_verb

_IN_STACK = ("docker", "compose", "exec", "-T", "gateway-worker")
_VERB = "clients"


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whose clients they are."""
    add_data_dir(parser)
    parser.add_argument("--stack", action="store_true", help="of the system of docker-compose.yml")


def clients(chosen: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Run the gateway's verb where its database is; returns its exit code. Raises CannotStart.

    Help and mistakes need no system: they end the process.
    """
    _parser().parse_args(arguments)
    if chosen.stack or (chosen.data_dir is None and running_in(None) is None and _stack_runs()):
        command = [*_IN_STACK, "python", "-m", GATEWAY, _VERB, *arguments]
        return subprocess.run(command, check=False).returncode
    return operate(chosen.data_dir, GATEWAY, [_VERB, *arguments])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"./compact {_VERB}",
        description=f"API clients of the system in {DATA_DIR}, or else of the stack if that runs.",
    )
    add_place(parser)
    clients_verb.arguments(parser)
    return parser


def _stack_runs() -> bool:
    try:
        done = subprocess.run(
            ["docker", "compose", "ps", "--quiet", "--status", "running", _IN_STACK[-1]],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0 and bool(done.stdout.strip())

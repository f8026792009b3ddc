"""Putting databases back: all, or one at an earlier point than the others.

What is there goes only when all that takes its place stands beside it. A restored database begins a new epoch
of its ledger, by which the others notice, and read it from the beginning.
"""

from collections.abc import Callable, Collection
from pathlib import Path

from operations.compose import Compose
from operations.recovery import manifest as manifests
from operations.recovery import resync, schemas
from operations.recovery.backup import Say
from operations.recovery.databases import Databases
from operations.roles import ROLES

Agree = Callable[[str], bool]
"""Asks whether to go on."""
_RUN = ("run", "--rm", "--no-deps", "--no-TTY")


class DeclinedError(Exception):
    """The operator does not want to go on: nothing was changed."""


def restore(compose: Compose, folder: Path, only: str | None, agree: Agree, say: Say) -> None:
    """Put the databases of the backup in `folder` back, or `only` one, and wait until all is well again.

    Raises `BackupError` and `DeclinedError` before anything is changed, and `ComposeError`.
    """
    manifest = manifests.read(folder)
    names = [only] if only else list(manifest.databases)
    manifests.check(folder, manifest, names)
    for name in names:
        schemas.refuse_later(name, manifest.databases[name])
    say(f"the backup of {manifest.time:%Y-%m-%d %H:%M:%S} UTC, release {manifest.release}, is whole")
    databases = Databases(compose)
    compose.run("up", "--detach", "--wait", "postgres")
    compose.run(*_RUN, "postgres-setup")
    if (filled := databases.filled(names)) and not agree(f"What is in {', '.join(filled)} now will be gone."):
        raise DeclinedError("nothing was changed")
    for name in names:
        databases.load_beside(name, folder / manifest.databases[name].file)
        say(f"{name}: its ledger up to {manifest.databases[name].position} is loaded")
    _put_in_place(compose, databases, names, say)
    compose.run("up", "--detach", "--wait")
    say("all containers are healthy")
    _publish_again(compose, databases, names, say)
    resync.wait(databases, say)


def _put_in_place(compose: Compose, databases: Databases, names: Collection[str], say: Say) -> None:
    """Stop who works on the databases, and exchange them."""
    stopped = [role.name for role in ROLES if role.service in names]
    compose.run("stop", *stopped)
    say(f"stopped: {', '.join(stopped)}")
    for name in names:
        databases.put_in_place(name)
    compose.run(*_RUN, "postgres-setup")  # the rights on a database are not in its dump
    say(f"in place: {', '.join(names)}")


def _publish_again(compose: Compose, databases: Databases, names: Collection[str], say: Say) -> None:
    """Let sources that were not restored publish again what Kafka may have no longer for the restored."""
    for one in resync.readings(databases):
        if one.reader in names and one.source not in names:
            replay = ("python", "-m", one.source, "replay", "--after", str(one.reached))
            compose.run("exec", "--no-TTY", f"{one.source}-worker", *replay)
            say(f"{one.source} publishes again what follows {one.reached}, for {one.reader}")

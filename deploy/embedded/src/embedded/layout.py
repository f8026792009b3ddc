"""Where the embedded system keeps its files and listens, and the settings of each of its processes."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from chassis.base.child_process import free_port, is_free
from chassis.local_postgres.access import PostgresAccess, owner_of
from embedded.errors import CannotStart
from embedded.secret_files import write_secret

DATA_DIR = Path(".compact")
DEMO_DIR = DATA_DIR / "demo"
GATEWAY_PORT = 8080
AUDIENCE = "compact"
BUS = "bus"
"""Database of the Postgres bus, and the role that all services use it as."""

GATEWAY = "gateway"
BEHIND_GATEWAY = ("registry", "commitments", "review")
SERVICES = (*BEHIND_GATEWAY, GATEWAY)


@dataclass(frozen=True)
class Layout:
    """Files in `data_dir`, and for each service the port it listens on at 127.0.0.1."""

    data_dir: Path
    ports: Mapping[str, int]
    bus_url: str | None = None
    """The bus of the services, if not the PostgreSQL bus."""

    @classmethod
    @contextmanager
    def reserve(
        cls, data_dir: Path = DATA_DIR, gateway_port: int = GATEWAY_PORT, bus_url: str | None = None
    ) -> Iterator["Layout"]:
        """A layout that no other system uses while the block runs.

        The gateway is on `gateway_port` (0: any free one), the others on free ports after it. Raises
        CannotStart when another system runs on `data_dir`, when that cannot be written, or when the port is
        taken.
        """
        data_dir = data_dir.resolve()
        with _locked(data_dir) as note:
            ports = _choose_ports(gateway_port)
            note.write(f"{json.dumps(ports)}\n")
            note.flush()
            yield cls(data_dir, ports, bus_url)

    @classmethod
    def in_use(cls, data_dir: Path) -> "Layout | None":
        """The layout of the system that runs on `data_dir` now, on the PostgreSQL bus; None if none does."""
        try:
            with (data_dir / "lock").open("r+") as note:
                if _is_free(note):
                    return None
                note.seek(0)
                _, *ports = note.read().splitlines()
        except OSError:
            return None
        return cls(data_dir.resolve(), json.loads(ports[0])) if ports else None

    @property
    def postgres_dir(self) -> Path:
        """The files of the PostgreSQL server."""
        return self.data_dir / "postgres"

    def log_file(self, name: str) -> Path:
        """What the process `name` prints."""
        return self.data_dir / "logs" / f"{name}.log"

    def url(self, service: str) -> str:
        """Where `service` answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def environment(self, service: str, server: PostgresAccess) -> dict[str, str]:
        """The settings of `service`: only its URLs differ from production."""
        gateway = self.url(GATEWAY)
        settings = {
            "DATABASE_URL": server.url(service, service),
            "MIGRATION_URL": server.url(service, owner_of(service)),
            "BUS_URL": self.bus_url or server.url(BUS, BUS),
            "HOST": "127.0.0.1",
            "PORT": str(self.ports[service]),
            "PUBLIC_URL": gateway,
            "ISSUER": gateway,
            "AUDIENCE": AUDIENCE,
            "JWKS_URL": f"{gateway}/.well-known/jwks.json",
        }
        if service == GATEWAY:
            settings |= {f"{name.upper()}_URL": self.url(name) for name in BEHIND_GATEWAY}
            settings["KEY_FILE"] = str(self._key_file())
            settings["SHOWS_OPERATIONS"] = "true"  # nobody but this machine reaches it
        return {f"{service.upper()}_{name}": value for name, value in settings.items()}

    def _key_file(self) -> Path:
        """The secret that wraps the gateway's signing keys, which only its owner reads; made when missing."""
        file = self.data_dir / "gateway_key_password"
        if not file.exists():
            write_secret(file, secrets.token_urlsafe(32))
        return file


def _choose_ports(gateway_port: int) -> dict[str, int]:
    port = gateway_port or free_port()
    if not is_free(port):
        raise CannotStart(f"Port {port} is in use; choose another with --port.")
    following = (number for number in range(port + 1, 65_536) if is_free(number))
    others = dict(zip(BEHIND_GATEWAY, following, strict=False))
    if len(others) < len(BEHIND_GATEWAY):
        raise CannotStart(f"There are no free ports after {port}; choose a lower one with --port.")
    return {GATEWAY: port, **others}


@contextmanager
def _locked(data_dir: Path) -> Iterator[TextIO]:
    """The note of who uses `data_dir`: the process in its first line; the ports go into the second."""
    try:
        (data_dir / "logs").mkdir(parents=True, exist_ok=True)
        note = (data_dir / "lock").open("a+")
    except OSError as error:
        raise CannotStart(f"Cannot write to {data_dir}: {error.strerror}.") from error
    with note:
        if not _is_free(note):
            note.seek(0)
            holder = f"Another system (process {note.readline().strip()}) runs on {data_dir}"
            raise CannotStart(f"{holder}; stop it, or choose another folder with --data-dir.")
        note.truncate(0)
        note.write(f"{os.getpid()}\n")
        note.flush()
        yield note


def _is_free(note: TextIO) -> bool:
    """Whether nobody has locked the note; if so, it is ours until it is closed."""
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

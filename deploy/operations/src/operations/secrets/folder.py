"""The folder of secrets: which files there are, and how they are made."""

import secrets
from collections.abc import Collection
from pathlib import Path

from operations.secrets.certificates import Authority, hosts_of, is_issued_by

SERVICES = ("registry", "commitments", "review", "gateway")
ON_THE_BUS = ("registry", "commitments", "review")
KEY_PASSWORD = "gateway_key_password"  # noqa: S105 # the name of its file
"""Wraps the keys that sign tokens."""
PASSWORDS = (
    "postgres_password",
    "grafana_password",
    KEY_PASSWORD,
    *(f"{service}_database_password" for service in SERVICES),
    *(f"{service}_migration_password" for service in SERVICES),
    *(f"{service}_bus_password" for service in ON_THE_BUS),
)
"""Files with one password each."""
AUTHORITY, AUTHORITY_KEY = "authority.pem", "authority_key.pem"
BROKER, OPERATOR, EDGE = "kafka_broker.pem", "kafka_operator.pem", "edge.pem"
"""A certificate with its private key each."""
EDGE_HOSTS = ("localhost", "127.0.0.1")
ACME = "acme"
"""What an ACME client beside the edge keeps; containers write there as users of their own."""
_IN_FOLDER, _OF_FOLDER, _TO_WRITE = 0o644, 0o700, 0o777
"""Containers read the files as users of their own; the folder keeps everybody else out."""


class SecretsError(Exception):
    """Something cannot be made; the message says what to do, in one line."""


def make(folder: Path, kafka_hosts: Collection[str], edge_hosts: Collection[str] = EDGE_HOSTS) -> list[str]:
    """Make what is not there yet, and return the names of what was made.

    `kafka_hosts` and `edge_hosts` are the names by which clients reach the brokers and the edge: a
    certificate of ours that lacks one is made again. One that somebody else has issued for the edge stays.
    Raises `SecretsError` and `OSError`.
    """
    folder.mkdir(mode=_OF_FOLDER, parents=True, exist_ok=True)
    folder.chmod(_OF_FOLDER)
    (folder / ACME).mkdir(exist_ok=True)
    (folder / ACME).chmod(_TO_WRITE)
    missing = [name for name in PASSWORDS if not (folder / name).exists()]
    made = {name: secrets.token_urlsafe(32) for name in missing}
    made |= _certificates(folder, kafka_hosts, edge_hosts)
    for name, content in made.items():
        _write(folder / name, content)
    return list(made)


def _certificates(folder: Path, kafka_hosts: Collection[str], edge_hosts: Collection[str]) -> dict[str, str]:
    """The certificates that are not there or lack a host, and the authority that signs them if it is new."""
    servers = {BROKER: ("kafka", kafka_hosts), EDGE: ("edge", edge_hosts)}
    present = {name: _hosts(folder / name) for name in servers}
    needed = [
        name
        for name, (_, hosts) in servers.items()
        if (there := present[name]) is None or not (there.issuperset(hosts) or _is_foreign(folder, name))
    ]
    needs_operator = not (folder / OPERATOR).exists()
    if not needed and not needs_operator:
        return {}
    made: dict[str, str] = {}
    authority = authority_in(folder)
    if authority is None:
        authority = Authority.create()
        made |= {AUTHORITY: authority.certificate_pem(), AUTHORITY_KEY: authority.key_pem()}
    for name in needed:
        who, wanted = servers[name]
        hosts = dict.fromkeys((*wanted, *sorted(present[name] or ())))
        made[name] = authority.issue(who, hosts).pem() + authority.certificate_pem()
    if needs_operator:
        made[OPERATOR] = authority.issue("operator").pem()
    return made


def _is_foreign(folder: Path, name: str) -> bool:
    """Whether a certificate of the edge is of another authority than ours: we could only spoil it."""
    return name == EDGE and not is_issued_by((folder / name).read_bytes(), (folder / AUTHORITY).read_bytes())


def authority_in(folder: Path) -> Authority | None:
    """The authority that is there; `None` if there is nothing of it, nor anything that it has signed.

    Raises `SecretsError` if it cannot sign.
    """
    certificate, key = folder / AUTHORITY, folder / AUTHORITY_KEY
    if not any((folder / name).exists() for name in (AUTHORITY, AUTHORITY_KEY, BROKER, OPERATOR)):
        return None
    try:
        return Authority.load(certificate.read_bytes(), key.read_bytes())
    except (OSError, ValueError) as error:
        raise SecretsError(
            f"{AUTHORITY} and {AUTHORITY_KEY} are needed to sign a certificate: put them back where they were"
            f" made, or remove both with {BROKER} and {OPERATOR} to begin with a new authority"
        ) from error


def _hosts(server: Path) -> frozenset[str] | None:
    try:
        return hosts_of(server.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SecretsError(f"{server.name} is no certificate: remove it, and it is made again") from error


def _write(file: Path, content: str) -> None:
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text(content)
    unfinished.chmod(_IN_FOLDER)
    unfinished.rename(file)

"""The folder of secrets: which files there are, how they are made, and what is wrong with them."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from operations.secrets.certificates import Authority

SERVICES = ("registry", "commitments", "review", "gateway")
ON_THE_BUS = ("registry", "commitments", "review")
PASSWORDS = (
    "postgres_password",
    "grafana_password",
    *(f"{service}_database_password" for service in SERVICES),
    *(f"{service}_migration_password" for service in SERVICES),
    *(f"{service}_bus_password" for service in ON_THE_BUS),
)
"""Files with one password each."""
AUTHORITY, AUTHORITY_KEY = "authority.pem", "authority_key.pem"
BROKER, OPERATOR = "kafka_broker.pem", "kafka_operator.pem"
"""A certificate with its private key each."""
SHORTEST = 16
"""Letters of a password."""
_WELL_KNOWN = ("changeme", "change-me", "change_me", "password", "secret", "compact", "example", "default")
_IN_FOLDER, _OF_FOLDER = 0o644, 0o700
"""Containers read the files as users of their own; the folder keeps everybody else out."""


def make(folder: Path, kafka_hosts: tuple[str, ...]) -> list[str]:
    """Make what is not there yet, and return the names of what was made. Raises `OSError`.

    `kafka_hosts` are the names by which clients reach the broker.
    """
    folder.mkdir(mode=_OF_FOLDER, parents=True, exist_ok=True)
    folder.chmod(_OF_FOLDER)
    wanted = {name: secrets.token_urlsafe(32) for name in PASSWORDS}
    if not (folder / BROKER).exists() or not (folder / OPERATOR).exists():
        wanted |= _certificates(kafka_hosts)
    made = [name for name in wanted if not (folder / name).exists()]
    if AUTHORITY in wanted and AUTHORITY not in made:  # what it has signed would not fit a new one
        made = [name for name in made if name in PASSWORDS]
    for name in made:
        _write(folder / name, wanted[name])
    return made


def _certificates(kafka_hosts: tuple[str, ...]) -> dict[str, str]:
    authority = Authority.create()
    broker, operator = authority.issue("kafka", kafka_hosts), authority.issue("operator")
    return {
        AUTHORITY: authority.certificate_pem(),
        AUTHORITY_KEY: authority.key_pem(),
        BROKER: broker.key_pem() + broker.certificate_pem() + authority.certificate_pem(),
        OPERATOR: operator.key_pem() + operator.certificate_pem(),
    }


def _write(file: Path, content: str) -> None:
    file.touch(mode=0o600)
    file.write_text(content)
    file.chmod(_IN_FOLDER)


def faults(folder: Path) -> Iterator[str]:
    """What is missing, or no secret at all, one line each."""
    for name in (*PASSWORDS, AUTHORITY, BROKER, OPERATOR):
        try:
            content = (folder / name).read_text().strip()
        except OSError as error:
            yield f"the secret {name} cannot be read: {error.strerror}"
            continue
        if name in PASSWORDS and (fault := _weakness(content)):
            yield f"the secret {name} {fault}"


def _weakness(password: str) -> str | None:
    if len(password) < SHORTEST:
        return f"has {len(password)} letters; {SHORTEST} are the least"
    if any(word in password.lower() for word in _WELL_KNOWN):
        return "contains a word that everybody tries first"
    return None

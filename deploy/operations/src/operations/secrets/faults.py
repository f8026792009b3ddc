"""What is wrong with a folder of secrets: files that are missing, weak, or do not fit each other."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509

from gateway.settings import SHORTEST_SECRET
from operations.fault import Fault
from operations.secrets.certificates import hosts_of, is_issued_by
from operations.secrets.folder import (
    AUTHORITY,
    AUTHORITY_KEY,
    BROKER,
    EDGE,
    KEY_PASSWORD,
    OPERATOR,
    PASSWORDS,
)

_ANEW = (
    f"remove {AUTHORITY}, {AUTHORITY_KEY}, {BROKER} and {OPERATOR}, ./compact secrets,"
    f" and give {AUTHORITY} to all who read the streams"
)
_ANOTHER = "remove it, and ./compact secrets makes another"
_WRAPPING = (
    "put back the one by which the keys are wrapped; a new one goes above it (docs/deployment.md). If it is"
    f" lost: {_ANOTHER}, and keys rotate a new key"
)
_WELL_KNOWN = ("changeme", "change-me", "change_me", "password", "secret", "compact", "example", "default")


def faults(folder: Path, kafka_hosts: Sequence[str] = ()) -> Iterator[Fault]:
    """What is missing, no secret at all, or a certificate that nobody will take.

    `kafka_hosts` are the names by which the stack's own brokers are reached; without any it has none.
    """
    for name in (*PASSWORDS, AUTHORITY, BROKER, OPERATOR, EDGE):
        try:
            content = (folder / name).read_text().strip()
        except OSError as error:
            yield Fault(f"the secret {name} cannot be read: {error.strerror}", "./compact secrets makes it")
            continue
        if name in PASSWORDS and (weakness := _weakness(content)):
            yield Fault(f"the secret {name} {weakness}", _WRAPPING if name == KEY_PASSWORD else _ANOTHER)
    if kafka_hosts and all((folder / name).is_file() for name in (AUTHORITY, BROKER, OPERATOR)):
        yield from _misfits(folder)
        yield from _nameless(folder / BROKER, kafka_hosts)


def expiry(name: str, end: datetime, now: datetime) -> Fault:
    """A certificate that has come to its end, or soon will."""
    what = f"the certificate {name} {'ended' if end < now else 'ends'} on {end:%Y-%m-%d}"
    return Fault(what, _ANEW if name == AUTHORITY else _ANOTHER)


def ends(folder: Path) -> list[tuple[str, datetime]]:
    """When the certificates end, by their files' names. What cannot be read is among the `faults`."""
    found = []
    for name in (AUTHORITY, BROKER, OPERATOR, EDGE):
        try:
            found.append((name, _certificate(folder / name).not_valid_after_utc))
        except (OSError, ValueError):
            continue
    return found


def _weakness(password: str) -> str | None:
    if len(password) < SHORTEST_SECRET:
        return f"has {len(password)} letters; {SHORTEST_SECRET} are the least"
    if any(part in password.lower() for part in _WELL_KNOWN):
        return "contains what everybody tries first"
    return None


def _misfits(folder: Path) -> Iterator[Fault]:
    """Certificates that are not of the authority."""
    for name in (BROKER, OPERATOR):
        if not _fits(folder, name):
            what = f"the certificate {name} is not of the authority in {AUTHORITY}"
            yield Fault(what, f"take both from one copy of the secrets, or {_ANEW}")


def _fits(folder: Path, name: str) -> bool:
    try:
        return is_issued_by((folder / name).read_bytes(), (folder / AUTHORITY).read_bytes())
    except ValueError:
        return False


def _nameless(broker: Path, hosts: Sequence[str]) -> Iterator[Fault]:
    try:
        known = hosts_of(broker.read_bytes())
    except ValueError:  # which is a misfit
        return
    for host in hosts:
        if host not in known:
            yield Fault(
                f"the certificate {broker.name} is not for {host}", f"./compact secrets --kafka-host {host}"
            )


def _certificate(file: Path) -> x509.Certificate:
    """The first certificate in a file, which is its own. Raises `OSError` and `ValueError`."""
    return x509.load_pem_x509_certificates(file.read_bytes())[0]

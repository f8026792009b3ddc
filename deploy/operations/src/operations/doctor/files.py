"""What lies on disks: room on the volumes, secrets, and certificates that come to their end."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.preflight import crowded
from operations.secrets.folder import AUTHORITY, AUTHORITY_KEY, BROKER, OPERATOR, faults

NOTICE = timedelta(days=30)
"""How long before its end a certificate is worth a finding."""
_AGAIN = "./compact secrets, docker compose up --detach --force-recreate"
_ALL = f"{AUTHORITY}, {AUTHORITY_KEY}, {BROKER}, {OPERATOR}"
_ANEW = f"remove {_ALL} among the secrets; then {_AGAIN}, and give {AUTHORITY} to all subscribers"


def volumes(folder: Path, wanted: int) -> Examined:
    """Whether each volume has `wanted` bytes free; with servers elsewhere there are none here."""
    found = [fault.rpartition(": ") for fault in crowded(folder, wanted)]
    findings = tuple(Finding(what, to_do, "volumes") for what, _, to_do in found)
    fine = f"each has more than {wanted / 1e6:.0f} MB free" if folder.exists() else None
    return Examined("volumes", findings, fine)


def secrets(folder: Path) -> Examined:
    """Whether all passwords and certificates are there, and good for some time."""
    to_do = f"remove it if it is there, {_AGAIN}"
    findings = [Finding(fault, to_do, things.SECRETS) for fault in faults(folder)]
    ends = [end for name in (AUTHORITY, BROKER, OPERATOR) for end in _ends(folder / name)]
    findings += ending(ends, datetime.now(UTC))
    until = min((end for _, end in ends), default=None)
    return Examined(
        "secrets", tuple(findings), f"certificates are valid until {until:%Y-%m-%d}" if until else None
    )


def _ends(file: Path) -> Iterator[tuple[str, datetime]]:
    try:
        certificates = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):  # what cannot be read is told by `faults`, or by Kafka
        return
    for certificate in certificates[:1]:
        yield file.name, certificate.not_valid_after_utc


def ending(ends: Sequence[tuple[str, datetime]], now: datetime) -> Iterator[Finding]:
    """Certificates by name and end, of which those that have ended or soon will are told."""
    for name, end in ends:
        if end - now < NOTICE:
            verb = "ended" if end < now else "ends"
            about = things.SECRETS if end < now else f"certificate {name}"
            to_do = _ANEW if name == AUTHORITY else f"in the folder of secrets remove {name}; then {_AGAIN}"
            yield Finding(f"the certificate {name} {verb} on {end:%Y-%m-%d}", to_do, about)

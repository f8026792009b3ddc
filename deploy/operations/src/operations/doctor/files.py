"""What lies on disks: room on the volumes, secrets, and certificates that come to their end."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.preflight import crowded
from operations.secrets.faults import ends, expiry, faults

NOTICE = timedelta(days=30)
"""How long before its end a certificate is worth a finding."""
_THEN = "then docker compose up --detach --force-recreate"


def volumes(folder: Path, wanted: int) -> Examined:
    """Whether each volume has `wanted` bytes free; with servers elsewhere there are none here."""
    findings = tuple(Finding(what, to_do, things.SPACE) for what, to_do in crowded(folder, wanted))
    fine = f"each has more than {wanted / 1e6:.0f} MB free" if folder.exists() else None
    return Examined("volumes", findings, fine)


def secrets(folder: Path, kafka_hosts: Sequence[str] = ()) -> Examined:
    """Whether all passwords and certificates are there, good for some time, and for `kafka_hosts`."""
    findings = [
        Finding(what, f"{to_do}; {_THEN}", things.SECRETS) for what, to_do in faults(folder, kafka_hosts)
    ]
    ended = ends(folder)
    findings += ending(ended, datetime.now(UTC))
    until = min((end for _, end in ended), default=None)
    return Examined(
        "secrets", tuple(findings), f"certificates are valid until {until:%Y-%m-%d}" if until else None
    )


def ending(certificates: Sequence[tuple[str, datetime]], now: datetime) -> Iterator[Finding]:
    """Certificates by name and end, of which those that have ended or soon will are findings."""
    for name, end in certificates:
        if end - now < NOTICE:
            what, to_do = expiry(name, end, now)
            about = things.SECRETS if end < now else f"certificate {name}"
            yield Finding(what, f"{to_do}; {_THEN}", about)

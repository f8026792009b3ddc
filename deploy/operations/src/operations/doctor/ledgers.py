"""The ledgers' chains of hashes: checked from where the last check ended, which can take its time."""

from collections.abc import Mapping

from chassis import ledger
from chassis.base.failures import DATABASE_FAULTS, described
from chassis.database import Database
from operations.doctor.findings import Examined, Finding


async def examine(urls: Mapping[str, str]) -> Examined:
    """Check the ledger of each service at the URL of its database, as the role that owns it."""
    findings: list[Finding] = []
    rows = 0
    for service, url in urls.items():
        about = f"the ledger of {service}"
        try:
            async with (
                Database(url, name="doctor", pool_size=1) as database,
                database.engine.begin() as connection,
            ):
                verdict = await ledger.verify(connection)
        except DATABASE_FAULTS as error:
            reason = described(error)[:300]
            findings.append(Finding(f"{about} could not be checked: {reason}", "see the databases", about))
            continue
        rows += verdict.checked
        if verdict.fault:
            what = f"{about} is whole only up to {verdict.position}: {verdict.fault}"
            findings.append(
                Finding(what, "keep the database as it is, and restore a backup: docs/backup.md", about)
            )
    return Examined("ledgers", tuple(findings), f"all chains are whole, {rows} rows were read")

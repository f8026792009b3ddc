"""Reporting findings: by those whose mandate it is, and by accredited actors."""

from chassis import ledger
from chassis.database import Transaction
from chassis.identity import Principal
from chassis.problems import FieldError, ForbiddenError, InvalidError
from registry.accreditation import applications as accreditations
from registry.catalogue.store import entries as catalogue
from registry.catalogue.store.sessions import lock_registry
from registry.findings.raising import save
from registry.findings.rules import findings as rules
from registry.findings.rules.findings import Finding, Report
from registry.findings.store import pressures as facts


async def report(tx: Transaction, reported: Report, who: Principal) -> Finding:
    """Raise what somebody reports.

    Raises `ForbiddenError` for who has to be accredited and is not, or `InvalidError` with each fault.
    """
    await lock_registry(tx)
    today = (await ledger.now(tx)).date()
    if rules.needs_accreditation(who.roles) and not await accreditations.accredited(tx, who.client, today):
        raise ForbiddenError("Only accredited actors report findings; see /v1/accreditations.")
    await _check(tx, reported)
    (finding,) = await save(tx, [reported], who.client)
    return finding


async def _check(tx: Transaction, reported: Report) -> None:
    faults = []
    if not await facts.states(tx, [reported.state]):
        faults.append(FieldError("/state", f"there is not a State {reported.state}"))
    instruments = [] if reported.instrument is None else [reported.instrument]
    unknown = await catalogue.missing_in(
        tx, {"instrument": instruments, "theme": reported.themes, "goal": reported.goals}
    )
    if unknown["instrument"]:
        faults.append(FieldError("/instrument", f"there is no instrument {reported.instrument}"))
    for table, codes in (("theme", reported.themes), ("goal", reported.goals)):
        faults += [
            FieldError(f"/{table}s/{position}", f"there is no {table} {code}")
            for position, code in enumerate(codes)
            if code in unknown[table]
        ]
    if faults:
        raise InvalidError.of(faults)

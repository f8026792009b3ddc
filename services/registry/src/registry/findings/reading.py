"""Reading findings: those that are public, and before that those that concern the reader."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.database import Session
from chassis.http.pages import Paging
from chassis.identity import Principal
from registry.catalogue.errors import EntryNotFoundError
from registry.findings.lifecycle import REVIEW
from registry.findings.rules.findings import Finding
from registry.findings.store import findings as store
from registry.findings.store.findings import Reader


async def one(session: Session, code: str, who: Principal, as_of: datetime | None = None) -> Finding:
    """The finding with `code`, now or as it was at `as_of`.

    Raises `EntryNotFoundError` when there is none that `who` may read.
    """
    finding = await store.one(session, code, _reader(who), as_of)
    if finding is None:
        raise EntryNotFoundError("finding", code)
    return finding


async def some(
    session: Session,
    paging: Paging,
    who: Principal,
    filters: Mapping[str, Any],
    sort: str = "code",
    as_of: datetime | None = None,
) -> Sequence[Finding]:
    """A page of the findings that `who` may read, with one too many when there is a next page."""
    return await store.some(session, paging, _reader(who), filters, sort, as_of)


def _reader(who: Principal) -> Reader:
    return Reader(who.party, who.client, REVIEW in who.scopes)

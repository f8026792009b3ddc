"""Accreditations with their steps."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, insert, text

from chassis.database import Session, Transaction
from chassis.http.pages import Paging, cursor_values
from chassis.resources.collections.terms import in_force
from registry.accreditation import tables
from registry.accreditation.rules import Accreditation, Applicant, Outcome, Step, Term
from registry.schema import table_of

_accreditation = table_of(tables.Accreditation)
_DOCUMENT = """
    SELECT a.id, a.version, a.code, a.client, a.actor, coalesce(known.name, a.name) AS name,
        coalesce(known.kind, a.kind) AS kind, known.id IS NOT NULL AS registered, a.statement, a.contact,
        a.since, a.until, facts.steps,
        CASE WHEN a.until <= :today THEN 'ended'
             WHEN a.since IS NOT NULL THEN 'accredited'
             WHEN facts.steps ? 'appeal_decided' THEN 'declined'
             WHEN facts.steps ? 'appealed' THEN 'under_appeal'
             WHEN facts.steps ? 'decided' THEN 'declined'
             WHEN facts.steps ? 'review_begun' THEN 'under_review'
             ELSE 'applied' END AS status
    FROM registry.accreditation a
    LEFT JOIN registry.actor known ON known.code = a.actor AND (a.name IS NULL OR a.since IS NOT NULL)
    CROSS JOIN LATERAL (
        SELECT jsonb_object_agg(
            s.step, jsonb_build_object('at', s.at, 'outcome', s.outcome, 'reason', s.reason)) AS steps
        FROM registry.accreditation_step s WHERE s.accreditation_id = a.id
    ) facts
"""
_ONE = text(f"{_DOCUMENT} WHERE a.code = :code")
_OF_APPLICANT = text(f"{_DOCUMENT} WHERE a.client = :client AND a.actor = :actor")
_VISIBLE = "(a.since IS NOT NULL OR a.client = :reader OR :reads_all)"
_FILTERS = {
    "actor": "a.actor = :actor",
    "date": f"a.since IS NOT NULL AND {in_force(':date', 'a.since', 'a.until')}",
}
_ACCREDITED = text(
    f"""
    SELECT EXISTS (
        SELECT FROM registry.accreditation
        WHERE client = :client AND since IS NOT NULL AND {in_force(":day", "since", "until")}
    )
    """
)
_CODE = text(
    """
    SELECT 'A-' || :year || '-' || count(*) + 1 FROM registry.accreditation
    WHERE starts_with(code, 'A-' || :year || '-')
    """
)
_STEP = text(
    """
    INSERT INTO registry.accreditation_step (accreditation_id, step, at, client, outcome, reason)
    SELECT :id, :step, greatest(clock_timestamp(), time + interval '1 microsecond'), :client, :outcome,
        :reason
    FROM chassis.ledger_head
    """
)
_RENEW = text("UPDATE registry.accreditation SET version = version + 1 WHERE id = :id")
_TERM = text(
    "UPDATE registry.accreditation SET actor = :actor, since = :since, until = :until WHERE id = :id"
)


async def find(session: Session, code: str, today: date) -> Accreditation | None:
    """The accreditation with `code`, if there is one."""
    row = (await session.execute(_ONE, {"code": code, "today": today})).mappings().one_or_none()
    return None if row is None else Accreditation.model_validate(dict(row))


async def of_applicant(session: Session, client: str, actor: str, today: date) -> list[Accreditation]:
    """What `client` has applied for on behalf of `actor`."""
    rows = await session.execute(_OF_APPLICANT, {"client": client, "actor": actor, "today": today})
    return [Accreditation.model_validate(dict(row)) for row in rows.mappings()]


async def some(
    session: Session, paging: Paging, reader: str | None, filters: dict[str, Any], today: date
) -> Sequence[Accreditation]:
    """A page of accreditations by code: those that were granted, and those for which `reader` applied.

    `reader`: an API client; `None` for one who may read all.
    """
    values = {**filters, "today": today, "reader": reader or "", "reads_all": reader is None}
    values["limit"] = paging.limit + 1
    after = cursor_values(paging, _accreditation.c.code.type)
    if after is not None:
        values["after"] = after[0]
    rows = (await session.execute(_page(filters, after is not None), values)).mappings()
    return [Accreditation.model_validate(dict(row)) for row in rows]


def _page(filters: dict[str, Any], later: bool) -> TextClause:
    conditions = [_VISIBLE, *(_FILTERS[name] for name in filters if name in _FILTERS)]
    if later:
        conditions.append("a.code > :after")
    inner = f"{_DOCUMENT} WHERE {' AND '.join(conditions)}"
    wanted = "WHERE status = :status" if "status" in filters else ""
    return text(f"SELECT * FROM ({inner}) document {wanted} ORDER BY code LIMIT :limit")


async def accredited(session: Session, client: str, day: date) -> bool:
    """Whether an accreditation for which `client` applied is in force on `day`."""
    return bool((await session.execute(_ACCREDITED, {"client": client, "day": day})).scalar_one())


async def add(tx: Transaction, accreditation_id: UUID, client: str, applicant: Applicant, year: int) -> str:
    """Keep an application; its code. The caller has the turn, so that no other gets the same."""
    code: str = (await tx.execute(_CODE, {"year": str(year)})).scalar_one()
    row = {"id": accreditation_id, "version": 0, "code": code, "client": client, **applicant.model_dump()}
    await tx.execute(insert(_accreditation).values(row))
    return code


async def take(
    tx: Transaction,
    accreditation_id: UUID,
    step: Step,
    outcome: Outcome | None = None,
    reason: str | None = None,
) -> None:
    """Note that a step is taken now, by who makes this transaction."""
    by = {"step": step, "client": tx.origin.actor, "outcome": outcome, "reason": reason}
    await tx.execute(_STEP, {"id": accreditation_id, **by})
    await tx.execute(_RENEW, {"id": accreditation_id})


async def grant(tx: Transaction, accreditation_id: UUID, actor: str, term: Term) -> None:
    """Let an accreditation be that of `actor`, for `term`."""
    await tx.execute(_TERM, {"id": accreditation_id, "actor": actor, **term.model_dump()})

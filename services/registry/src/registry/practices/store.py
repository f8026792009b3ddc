"""All SQL of practices: submissions that wait for their review, and the adoptions of practices."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Text, TextClause, Uuid, text

from chassis.database import Session, Transaction
from chassis.http.pages import Paging, cursor_values
from registry.practices.rules import Adoption, Submission

_NOW = "(SELECT greatest(clock_timestamp(), time + interval '1 microsecond') FROM chassis.ledger_head)"
_VISIBLE = "(client = :reader OR :reads_all)"
_FILTERS = {
    "code": "code = :code",
    "status": "coalesce(decision, 'submitted') = :status",
}


_SUBMIT = text(
    f"""
    INSERT INTO registry.practice_submission (id, version, code, client, content, submitted_at)
    VALUES (:id, 1, :code, :client, CAST(CAST(:content AS text) AS jsonb), {_NOW})
    """
)
_SUBMISSIONS = """
    SELECT id, version, code, content, submitted_at, coalesce(decision, 'submitted') AS status, reason,
           decided_at
    FROM registry.practice_submission
"""
_UNDECIDED = text(f"{_SUBMISSIONS} WHERE code = :code AND decision IS NULL")
_ONE = text(f"{_SUBMISSIONS} WHERE id = :id AND {_VISIBLE}")
_DECIDE = text(
    f"""
    UPDATE registry.practice_submission
    SET version = version + 1, decision = :decision, reason = :reason, decided_at = {_NOW}
    WHERE id = :id
    """
)
_ADOPT = text(
    f"""
    INSERT INTO registry.practice_adoption (practice, party, title, adopted_at)
    VALUES (:practice, :party, :title, {_NOW}) ON CONFLICT DO NOTHING RETURNING practice
    """
)
_ADOPTIONS = (
    "SELECT practice, party, title, adopted_at FROM registry.practice_adoption WHERE practice = :practice"
)
_ADOPTION = text(f"{_ADOPTIONS} AND party = :party")
_PAGE_OF_ADOPTIONS = text(f"{_ADOPTIONS} AND party > :after ORDER BY party LIMIT :limit")
_ADOPTER = text("SELECT min(party) FROM registry.practice_adoption WHERE practice = :practice")


async def submit(tx: Transaction, submission_id: UUID, code: str, content: str) -> None:
    """Keep what the client of this transaction submits as practice `code`; `content` is JSON."""
    values = {"id": submission_id, "code": code, "client": tx.origin.actor, "content": content}
    await tx.execute(_SUBMIT, values)


async def undecided(session: Session, code: str) -> Submission | None:
    """The submission of `code` that waits for its review, if there is one."""
    row = (await session.execute(_UNDECIDED, {"code": code})).one_or_none()
    return None if row is None else Submission._make(row)


async def submission(session: Session, submission_id: UUID, reader: str | None) -> Submission | None:
    """One submission, if `reader` may read it: its own client, or (`None`) one who may read all."""
    row = (await session.execute(_ONE, {"id": submission_id, **_reading(reader)})).one_or_none()
    return None if row is None else Submission._make(row)


async def submissions(
    session: Session, paging: Paging, reader: str | None, filters: Mapping[str, str]
) -> Sequence[Submission]:
    """A page of the submissions that `reader` may read, oldest first."""
    values = {**filters, **_reading(reader), "limit": paging.limit + 1}
    after = cursor_values(paging, Uuid())
    if after is not None:
        values["after"] = after[0]
    rows = await session.execute(_page(filters, after is not None), values)
    return [Submission._make(row) for row in rows]


def _reading(reader: str | None) -> dict[str, Any]:
    return {"reader": reader or "", "reads_all": reader is None}


def _page(filters: Mapping[str, str], later: bool) -> TextClause:
    conditions = [_VISIBLE, *(_FILTERS[name] for name in filters)]
    if later:
        conditions.append("id > :after")
    return text(f"{_SUBMISSIONS} WHERE {' AND '.join(conditions)} ORDER BY id LIMIT :limit")


async def decide(tx: Transaction, submission_id: UUID, decision: str, reason: str) -> None:
    """Store the decision of a review."""
    await tx.execute(_DECIDE, {"id": submission_id, "decision": decision, "reason": reason})


async def adopt(tx: Transaction, practice: str, party: str, title: str) -> bool:
    """Store that `party` adopts a practice; returns whether that is new."""
    values = {"practice": practice, "party": party, "title": title}
    return (await tx.execute(_ADOPT, values)).one_or_none() is not None


async def adoption(session: Session, practice: str, party: str) -> Adoption | None:
    """The adoption of a practice by a party, if there is one."""
    row = (await session.execute(_ADOPTION, {"practice": practice, "party": party})).one_or_none()
    return None if row is None else Adoption._make(row)


async def adoptions(session: Session, practice: str, paging: Paging) -> Sequence[Adoption]:
    """A page of the adoptions of a practice, by party."""
    [after] = cursor_values(paging, Text()) or [""]
    values = {"practice": practice, "limit": paging.limit + 1, "after": after}
    return [Adoption._make(row) for row in await session.execute(_PAGE_OF_ADOPTIONS, values)]


async def adopter(session: Session, practice: str) -> str | None:
    """One party that has adopted a practice, if any has."""
    party: str | None = (await session.execute(_ADOPTER, {"practice": practice})).scalar_one()
    return party

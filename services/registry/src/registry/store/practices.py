"""Practices that wait for their review, and the adoptions of those that have passed it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from chassis.database import Transaction
from chassis.http.pages import Paging, cursor_values
from registry.store import Session
from registry.tables import metadata

_submission = metadata.tables["registry.practice_submission"]
_adoption = metadata.tables["registry.practice_adoption"]
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
_OPEN = text("SELECT * FROM registry.practice_submission WHERE code = :code AND decision IS NULL")
_ONE = text(f"SELECT * FROM registry.practice_submission WHERE id = :id AND {_VISIBLE}")
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
_ADOPTION = text("SELECT * FROM registry.practice_adoption WHERE practice = :practice AND party = :party")
_ADOPTER = text("SELECT min(party) FROM registry.practice_adoption WHERE practice = :practice")


async def submit(tx: Transaction, submission_id: UUID, code: str, content: str) -> None:
    """Keep what the client of this transaction submits as practice `code`; `content` is JSON."""
    values = {"id": submission_id, "code": code, "client": tx.origin.actor, "content": content}
    await tx.execute(_SUBMIT, values)


async def undecided(session: Session, code: str) -> Row[Any] | None:
    """The submission of `code` that waits for its review, if there is one."""
    row: Row[Any] | None = (await session.execute(_OPEN, {"code": code})).one_or_none()
    return row


async def submission(session: Session, submission_id: UUID, reader: str | None) -> Row[Any] | None:
    """One submission, if `reader` may read it: its own client, or (`None`) one who may read all."""
    values = {"id": submission_id, **_reading(reader)}
    row: Row[Any] | None = (await session.execute(_ONE, values)).one_or_none()
    return row


async def submissions(
    session: Session, paging: Paging, reader: str | None, filters: Mapping[str, str]
) -> Sequence[Row[Any]]:
    """A page of the submissions that `reader` may read, oldest first."""
    values = {**filters, **_reading(reader), "limit": paging.limit + 1}
    after = cursor_values(paging, _submission.c.id.type)
    if after is not None:
        values["after"] = after[0]
    rows: Sequence[Row[Any]] = (await session.execute(_page(filters, after is not None), values)).all()
    return rows


def _reading(reader: str | None) -> dict[str, Any]:
    return {"reader": reader or "", "reads_all": reader is None}


def _page(filters: Mapping[str, str], later: bool) -> TextClause:
    conditions = [_VISIBLE, *(_FILTERS[name] for name in filters)]
    if later:
        conditions.append("id > :after")
    where = " AND ".join(conditions)
    return text(f"SELECT * FROM registry.practice_submission WHERE {where} ORDER BY id LIMIT :limit")


async def decide(tx: Transaction, submission_id: UUID, decision: str, reason: str) -> None:
    """Note what the review says."""
    await tx.execute(_DECIDE, {"id": submission_id, "decision": decision, "reason": reason})


async def adopt(tx: Transaction, practice: str, party: str, title: str) -> bool:
    """Note that `party` adopts a practice; returns whether that is new."""
    values = {"practice": practice, "party": party, "title": title}
    return (await tx.execute(_ADOPT, values)).one_or_none() is not None


async def adoption(session: Session, practice: str, party: str) -> Row[Any] | None:
    """The adoption of a practice by a party, if there is one."""
    row: Row[Any] | None = (
        await session.execute(_ADOPTION, {"practice": practice, "party": party})
    ).one_or_none()
    return row


async def adoptions(session: Session, practice: str, paging: Paging) -> Sequence[Row[Any]]:
    """A page of the adoptions of a practice, by party."""
    values: dict[str, Any] = {"practice": practice, "limit": paging.limit + 1}
    after = cursor_values(paging, _adoption.c.party.type)
    values["after"] = "" if after is None else after[0]
    rows: Sequence[Row[Any]] = (
        await session.execute(
            text(
                "SELECT * FROM registry.practice_adoption WHERE practice = :practice AND party > :after"
                " ORDER BY party LIMIT :limit"
            ),
            values,
        )
    ).all()
    return rows


async def adopter(session: Session, practice: str) -> str | None:
    """One party that has adopted a practice, if any has."""
    party: str | None = (await session.execute(_ADOPTER, {"practice": practice})).scalar_one()
    return party

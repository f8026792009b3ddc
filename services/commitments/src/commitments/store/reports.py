"""Reports: as their parties work on them, and as everyone may read them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.base.tables import ledger
from chassis.database import ReadSession, Transaction
from chassis.http.pages import Paging, after
from commitments.tables import Report, ReportSubmission, metadata

CONTENT = ("title", "language", "challenges", "practices")

_report = metadata.tables["commitments.report"]
_newest = metadata.tables["commitments.report_submission"].alias("newest")
_first = metadata.tables["commitments.report_submission"].alias("first")


async def add(tx: Transaction, report: Report) -> bool:
    """Keep a new report; returns whether its party had none for the milestone."""
    new = insert(_report).values(report.model_dump()).on_conflict_do_nothing().returning(_report.c.id)
    return (await tx.execute(new)).one_or_none() is not None


async def lock(tx: Transaction, report_id: UUID) -> Report | None:
    """The report, kept from others until this transaction ends."""
    return await tx.get(Report, report_id, with_for_update=True)


async def latest_submission(tx: Transaction, report_id: UUID) -> ReportSubmission | None:
    """The newest submission of a report."""
    here = select(ReportSubmission).where(col(ReportSubmission.report_id) == report_id)
    return (await tx.scalars(here.order_by(col(ReportSubmission.submission).desc()).limit(1))).one_or_none()


async def visible(session: ReadSession | Transaction, report_id: UUID, reader: str | None) -> Row[Any] | None:
    """The report as `reader` (a party, or nobody in particular) may read it."""
    row: Row[Any] | None = (
        await session.execute(_as_seen_by(reader).where(_report.c.id == report_id))
    ).one_or_none()
    return row


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, milestone_id: UUID | None, party: str | None
) -> list[Row[Any]]:
    """The reports that `reader` may read, oldest first."""
    wanted = _as_seen_by(reader)
    if milestone_id is not None:
        wanted = wanted.where(_report.c.milestone_id == milestone_id)
    if party is not None:
        wanted = wanted.where(_report.c.party == party)
    return list(await session.execute(after(wanted, paging, _report.c.id)))


def _as_seen_by(reader: str | None) -> Select[Any]:
    """A report's party sees its own work; everyone else what was submitted last, and only then.

    The times are the ledger's: no clock but that one says when something happened.
    """
    own = _report.c.party == (reader or "")
    submissions = metadata.tables["commitments.report_submission"]
    last = select(func.max(submissions.c.submission)).where(submissions.c.report_id == _report.c.id)
    columns: list[ColumnElement[Any]] = [
        *(_report.c[name] for name in ("id", "version", "milestone_id", "party")),
        *(case((own, _report.c[name]), else_=_newest.c[name]).label(name) for name in CONTENT),
        case((own, _time_of(_report.c.completed_event_id))).label("completed_at"),
        case((own, _time_of(_report.c.signed_off_event_id))).label("signed_off_at"),
        func.coalesce(_newest.c.submission, 0).label("submission"),
        _time_of(_first.c.event_id).label("first_submitted_at"),
        _time_of(_newest.c.event_id).label("submitted_at"),
        *(_newest.c[name] for name in ("decision", "note")),
        _time_of(_newest.c.decision_event_id).label("decided_at"),
    ]
    is_newest = (_newest.c.report_id == _report.c.id) & (_newest.c.submission == last.scalar_subquery())
    is_first = (_first.c.report_id == _report.c.id) & (_first.c.submission == 1)
    joined = _report.outerjoin(_newest, is_newest).outerjoin(_first, is_first)
    return select(*columns).select_from(joined).where(or_(own, _newest.c.submission.is_not(None)))


def _time_of(event_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """When the fact was put on record: the ledger's time of its event."""
    return select(ledger.c.time).where(ledger.c.id == event_id).scalar_subquery()

"""Reports: as their parties work on them, and as everyone may read them."""

from typing import Any
from uuid import UUID

from chassis.database import ReadSession, Transaction
from chassis.pages import Paging, after
from chassis.tables import ledger
from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from commitments.tables import Report, ReportSubmission

CONTENT = ("title", "language", "challenges", "practices")


async def add(tx: Transaction, report: Report) -> bool:
    """Keep a new report; returns whether its party had none for the milestone."""
    added = await tx.execute(
        insert(Report).values(report.model_dump()).on_conflict_do_nothing().returning(col(Report.id))
    )
    return added.one_or_none() is not None


async def lock(tx: Transaction, report_id: UUID) -> Report | None:
    """The report, kept from others until this transaction ends."""
    return await tx.get(Report, report_id, with_for_update=True)


async def latest_submission(tx: Transaction, report_id: UUID) -> ReportSubmission | None:
    """The newest submission of a report."""
    here = select(ReportSubmission).where(col(ReportSubmission.report_id) == report_id)
    return (await tx.scalars(here.order_by(col(ReportSubmission.submission).desc()).limit(1))).one_or_none()


async def visible(session: ReadSession | Transaction, report_id: UUID, reader: str | None) -> Row[Any] | None:
    """The report as `reader` (a party, or nobody in particular) may read it."""
    return (await session.execute(_as_seen_by(reader).where(col(Report.id) == report_id))).one_or_none()


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, milestone_id: UUID | None, party: str | None
) -> list[Row[Any]]:
    """The reports that `reader` may read, oldest first."""
    wanted = _as_seen_by(reader)
    if milestone_id is not None:
        wanted = wanted.where(col(Report.milestone_id) == milestone_id)
    if party is not None:
        wanted = wanted.where(col(Report.party) == party)
    return list((await session.execute(after(wanted, paging, col(Report.id)))).all())


def _as_seen_by(reader: str | None) -> Select[Any]:
    """A report's party sees its own work; everyone else what was submitted last, and only then.

    The times are the ledger's: no clock but that one says when something happened.
    """
    newest, first = aliased(ReportSubmission, name="newest"), aliased(ReportSubmission, name="first")
    own: ColumnElement[bool] = col(Report.party) == (reader or "")
    last_number = (
        select(func.max(col(ReportSubmission.submission)))
        .where(col(ReportSubmission.report_id) == col(Report.id))
        .scalar_subquery()
    )
    content = [
        case((own, getattr(Report, name)), else_=getattr(newest, name)).label(name) for name in CONTENT
    ]
    return (
        select(
            col(Report.id), col(Report.version), col(Report.milestone_id), col(Report.party), *content,
            case((own, _time_of(Report.completed_event_id))).label("completed_at"),
            case((own, _time_of(Report.signed_off_event_id))).label("signed_off_at"),
            func.coalesce(newest.submission, 0).label("submission"),
            _time_of(first.event_id).label("first_submitted_at"),
            _time_of(newest.event_id).label("submitted_at"),
            newest.decision, newest.note, _time_of(newest.decision_event_id).label("decided_at"),
        )
        .outerjoin(newest, (newest.report_id == Report.id) & (newest.submission == last_number))
        .outerjoin(first, (first.report_id == Report.id) & (first.submission == 1))
        .where(or_(own, col(newest.submission).is_not(None)))
    )  # fmt: skip


def _time_of(event_id: Any) -> ColumnElement[Any]:
    """When the fact was put on record: the ledger's time of its event."""
    return select(ledger.c.time).where(ledger.c.id == event_id).scalar_subquery()

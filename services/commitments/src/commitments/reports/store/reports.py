"""Reports: as their parties work on them, and as everyone may read them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from chassis.base.tables import ledger
from chassis.database import ReadSession, Session, Transaction
from chassis.http.pages import Paging, after
from chassis.values import AS_STORED
from commitments.reports.models import ReportBody, ReportContent, StoredReport
from commitments.reports.rules import Decision
from commitments.reports.tables import Report, ReportSubmission

CONTENT = tuple(ReportContent.model_fields)

_report = Report.metadata.tables["commitments.report"]
_submission = ReportSubmission.metadata.tables["commitments.report_submission"]
_newest = _submission.alias("newest")
_first = _submission.alias("first")
_OWN = set(_report.columns.keys())


async def add(tx: Transaction, report: StoredReport) -> bool:
    """Keep a new report; returns whether its party had none for the milestone."""
    new = insert_or_skip(_report).values(report.model_dump(include=_OWN)).on_conflict_do_nothing()
    return (await tx.execute(new.returning(_report.c.id))).one_or_none() is not None


async def save(tx: Transaction, report: StoredReport) -> None:
    """Store what has changed of a report."""
    here = update(_report).where(_report.c.id == report.id)
    await tx.execute(here.values(report.model_dump(include=_OWN - {"id"})))


async def lock(tx: Transaction, report_id: UUID) -> StoredReport | None:
    """The report, kept from others until this transaction ends."""
    locked = select(_report).where(_report.c.id == report_id).with_for_update()
    row = (await tx.execute(locked)).mappings().one_or_none()
    if row is None:
        return None
    # A statement of its own: the one that waited for the lock would show the submissions as they were before.
    newest = select(_submission.c.submission, _submission.c.decision).where(
        _submission.c.report_id == report_id
    )
    last = (await tx.execute(newest.order_by(_submission.c.submission.desc()).limit(1))).mappings()
    return StoredReport.model_validate({**row, **(last.one_or_none() or {})}, context=AS_STORED)


async def add_submission(tx: Transaction, report: StoredReport, event_id: UUID) -> None:
    """Keep a report as it is submitted now."""
    content = report.model_dump(include={"submission", *CONTENT})
    await tx.execute(insert(_submission), {"report_id": report.id, "event_id": event_id, **content})


async def note_decision(
    tx: Transaction, report: StoredReport, decision: Decision, note: str, event_id: UUID
) -> None:
    """Keep the decision on the newest submission."""
    here = (_submission.c.report_id == report.id) & (_submission.c.submission == report.submission)
    decided = {"decision": decision, "note": note, "decision_event_id": event_id}
    await tx.execute(update(_submission).where(here).values(decided))


async def visible(session: Session, report_id: UUID, reader: str | None) -> ReportBody | None:
    """The report as `reader` (a party, or nobody in particular) may read it."""
    rows = await session.execute(_as_seen_by(reader).where(_report.c.id == report_id))
    row = rows.one_or_none()
    return None if row is None else ReportBody.model_validate(row, context=AS_STORED)


async def page_of(
    session: ReadSession, paging: Paging, reader: str | None, milestone_id: UUID | None, party: str | None
) -> list[ReportBody]:
    """The reports that `reader` may read, oldest first."""
    wanted = _as_seen_by(reader)
    if milestone_id is not None:
        wanted = wanted.where(_report.c.milestone_id == milestone_id)
    if party is not None:
        wanted = wanted.where(_report.c.party == party)
    rows = await session.execute(after(wanted, paging, _report.c.id))
    return [ReportBody.model_validate(row, context=AS_STORED) for row in rows]


def _as_seen_by(reader: str | None) -> Select[Any]:
    """A report's party sees its own work; everyone else what was submitted last, and only then.

    The times are the ledger's: no clock but that one says when something happened.
    """
    own = _report.c.party == (reader or "")
    last = select(func.max(_submission.c.submission)).where(_submission.c.report_id == _report.c.id)
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

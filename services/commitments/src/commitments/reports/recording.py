"""Putting facts about a report on record: beside the report, and in the ledger."""

from uuid import UUID

from chassis.database import Transaction
from chassis.ledger.events import EventData
from commitments.commitments.events import check_size
from commitments.parties.store import regions
from commitments.reports.events import ReportSubmitted
from commitments.reports.models import StoredReport
from commitments.reports.store.reports import CONTENT


def append_internal(tx: Transaction, report: StoredReport, event: EventData) -> UUID:
    """Append what concerns the report's own party only; the event's id."""
    return tx.append(event, subject=report.id, party=report.party, public=False)


async def append_public(tx: Transaction, report: StoredReport, event: EventData) -> UUID:
    """Append what everyone may know; the event's id."""
    region_of = await regions(tx, [report.party])
    return tx.append(event, subject=report.id, party=report.party, region=region_of.get(report.party))


def submitted(report: StoredReport) -> ReportSubmitted:
    """The event of a submission of `report` as it is."""
    content = report.model_dump(include={"milestone_id", "party", "submission", "version", *CONTENT})
    return ReportSubmitted(report_id=report.id, **content)


def check_fits(report: StoredReport) -> None:
    """Raise `InvalidError` when the report could not be submitted because it is too long."""
    check_size(submitted(report), "/challenges")

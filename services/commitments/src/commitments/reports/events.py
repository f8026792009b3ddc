"""The events of reports: published on `compact.commitments`, or kept for audit only."""

from uuid import UUID

from chassis.ledger.events import EventData
from commitments.commitments.events import EventPart


class ChallengePart(EventPart):
    """A difficulty that the party names."""

    goal: str
    text: str


class PracticePart(EventPart):
    """Something that works."""

    goal: str
    title: str
    text: str


class ReportSubmitted(EventData, event_type="compact.report.submitted.v1"):
    """A party has submitted its report. The event's time is the time of submission."""

    version: int
    report_id: UUID
    milestone_id: UUID
    party: str
    title: str
    language: str
    """BCP 47."""
    challenges: list[ChallengePart]
    practices: list[PracticePart]
    submission: int
    """1, 2, ... of this report: a returned report can be submitted again."""


class _ReportDecided(EventData):
    version: int
    report_id: UUID
    milestone_id: UUID
    party: str
    note: str
    """The secretariat's note on its quality."""


class ReportAccepted(_ReportDecided, event_type="compact.report.accepted.v1"):
    """The secretariat has accepted a report."""


class ReportReturned(_ReportDecided, event_type="compact.report.returned.v1"):
    """The secretariat has returned a report for another look; it stays public."""


class ReportDrafted(EventData, event_type="compact.report.drafted.v1"):
    """For audit: a party has begun or changed a report."""

    version: int
    report_id: UUID


class ReportCompleted(EventData, event_type="compact.report.completed.v1"):
    """For audit: a report's author has finished."""

    version: int
    report_id: UUID


class ReportSignedOff(EventData, event_type="compact.report.signed-off.v1"):
    """For audit: the party's focal point stands behind a report."""

    version: int
    report_id: UUID

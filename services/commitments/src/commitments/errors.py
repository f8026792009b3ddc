"""What can go wrong in the commitments service, as problems."""

from collections.abc import Iterable

from chassis.problems import ConflictError, FieldError, InvalidError, NotFoundError
from commitments.rules.faults import Fault


class NoSuchCommitmentError(NotFoundError):
    """There is no such commitment, or it is another party's draft."""

    kind, title = "no-such-commitment", "No such commitment"


class NoSuchGoalError(NotFoundError):
    """There is no such goal."""

    kind, title = "no-such-goal", "No such goal"


class NoSuchIndicatorError(NotFoundError):
    """There is no such indicator, or it belongs to another party's draft."""

    kind, title = "no-such-indicator", "No such indicator"


class NoSuchReportError(NotFoundError):
    """There is no such report, or it is another party's and not submitted yet."""

    kind, title = "no-such-report", "No such report"


class AlreadyPublishedError(ConflictError):
    """What is published cannot be published again, nor lose the indicators that are measured."""

    kind, title = "already-published", "Already published"


class NoProgressError(NotFoundError):
    """Nothing was computed: progress begins with publication."""

    kind, title = "no-progress", "No computed progress"


class NotPublishedError(ConflictError):
    """A draft is not measured: observations are public."""

    kind, title = "not-published", "Not published yet"


class ReportExistsError(ConflictError):
    """A party has one report for a milestone."""

    kind, title = "report-exists", "There is a report already"


class ReportSubmittedError(ConflictError):
    """A submitted report stays as it is, until it is returned."""

    kind, title = "report-submitted", "Submitted already"


class ReportNotReadyError(ConflictError):
    """A step before this one is missing: completed, then signed off, then submitted."""

    kind, title = "report-not-ready", "Not ready"


class ReportNotOpenError(ConflictError):
    """Reports are not taken yet, or not from this party."""

    kind, title = "not-open", "Not open for reports"


class ReportLockedError(ConflictError):
    """The lock date has passed: no report is taken any more."""

    kind, title = "locked", "Locked"


class NotSubmittedError(ConflictError):
    """There is no submission that waits for a decision."""

    kind, title = "nothing-to-decide", "Nothing to decide"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `InvalidError` with all `faults`, if there are any."""
    errors = [FieldError(fault.pointer, fault.detail) for fault in faults]
    if errors:
        raise InvalidError.of(errors)

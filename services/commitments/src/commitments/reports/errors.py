"""What can go wrong with reports, as problems."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchReportError(NotFoundError):
    """There is no such report, or it is another party's and not submitted yet."""

    kind, title = "no-such-report", "No such report"


class ReportExistsError(ConflictError):
    """A party has one report for a milestone."""

    kind, title = "report-exists", "There is a report already"


class ReportSubmittedError(ConflictError):
    """A submitted report stays as it is, until it is returned."""

    kind, title = "report-submitted", "Submitted already"


class ReportNotOpenError(ConflictError):
    """Reports are not taken yet, or not from this party."""

    kind, title = "not-open", "Not open for reports"


class ReportLockedError(ConflictError):
    """The lock date has passed: no report is taken any more."""

    kind, title = "locked", "Locked"

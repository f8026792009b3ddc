"""What can go wrong in the review service, as problems."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchMeetingError(NotFoundError):
    """There is no such meeting."""

    kind, title = "no-such-meeting", "No such meeting"


class NoSuchMilestoneError(NotFoundError):
    """There is no such milestone."""

    kind, title = "no-such-milestone", "No such milestone"


class NoSuchAgendaError(NotFoundError):
    """There is no such agenda, or none yet."""

    kind, title = "no-such-agenda", "No such agenda"


class DeadlinePassedError(ConflictError):
    """A deadline that has passed is never moved."""

    kind, title = "deadline-passed", "The deadline has passed"


class NoRuleSetError(ConflictError):
    """No rule set is published for this framework."""

    kind, title = "no-rule-set", "No rule set for this framework"

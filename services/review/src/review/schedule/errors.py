"""Problems of milestones and their deadlines."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchMilestoneError(NotFoundError):
    """There is no such milestone."""

    kind, title = "no-such-milestone", "No such milestone"


class DeadlinePassedError(ConflictError):
    """A deadline that has passed is never moved."""

    kind, title = "deadline-passed", "The deadline has passed"

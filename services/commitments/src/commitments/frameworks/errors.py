"""What can go wrong with frameworks and goals, as problems."""

from chassis.problems import NotFoundError


class NoSuchGoalError(NotFoundError):
    """There is no such goal."""

    kind, title = "no-such-goal", "No such goal"

"""What can go wrong with observations, as problems."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchIndicatorError(NotFoundError):
    """There is no such indicator, or it belongs to another party's draft."""

    kind, title = "no-such-indicator", "No such indicator"


class NotPublishedError(ConflictError):
    """A draft is not measured: observations are public."""

    kind, title = "not-published", "Not published yet"

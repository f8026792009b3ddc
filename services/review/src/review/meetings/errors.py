"""What can go wrong in the review service, as problems."""

from chassis.problems import ConflictError, NotFoundError


class NoSuchMeetingError(NotFoundError):
    """There is no such meeting."""

    kind, title = "no-such-meeting", "No such meeting"

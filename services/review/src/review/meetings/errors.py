"""Problems of meetings."""

from chassis.problems import NotFoundError


class NoSuchMeetingError(NotFoundError):
    """There is no such meeting."""

    kind, title = "no-such-meeting", "No such meeting"

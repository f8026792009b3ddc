"""Why streams cannot be granted; an operator reads the message."""


class RefusedGrantError(Exception):
    """The grant cannot be made."""


class NoStreamsError(Exception):
    """This system has no Kafka for subscribers."""


class EndedGrantError(Exception):
    """The grant is not in force."""

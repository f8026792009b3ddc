"""What can keep the embedded system from running."""


class CannotStart(Exception):
    """The system cannot start; the message says why, and what helps, in one sentence."""

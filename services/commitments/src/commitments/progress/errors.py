"""What can go wrong with progress, as problems."""

from chassis.problems import NotFoundError


class NoProgressError(NotFoundError):
    """Nothing was computed: progress begins with publication."""

    kind, title = "no-progress", "No computed progress"

"""What can go wrong with commitments, as problems."""

from collections.abc import Iterable

from chassis.problems import ConflictError, FieldError, InvalidError, NotFoundError
from commitments.commitments.rules.faults import Fault


class NoSuchCommitmentError(NotFoundError):
    """There is no such commitment, or it is another party's draft."""

    kind, title = "no-such-commitment", "No such commitment"


class AlreadyPublishedError(ConflictError):
    """What is published is changed by steps that stay on the record."""

    kind, title = "already-published", "Already published"


class DerivedError(ConflictError):
    """What no party has declared takes no steps, and is not changed by a party."""

    kind, title = "derived", "Not declared by a party"


class NothingPromisedError(ConflictError):
    """It serves no goal and is measured by nothing: there is nothing that could be followed up."""

    kind, title = "nothing-promised", "Nothing to follow up"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `InvalidError` with all `faults`, if there are any."""
    errors = [FieldError(fault.pointer, fault.detail) for fault in faults]
    if errors:
        raise InvalidError.of(errors)

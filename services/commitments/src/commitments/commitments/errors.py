"""What can go wrong with commitments, as problems."""

from collections.abc import Iterable

from chassis.problems import ConflictError, FieldError, InvalidError, NotFoundError
from commitments.commitments.rules.faults import Fault


class NoSuchCommitmentError(NotFoundError):
    """There is no such commitment, or it is another party's draft."""

    kind, title = "no-such-commitment", "No such commitment"


class AlreadyPublishedError(ConflictError):
    """What is published cannot be published again, nor lose the indicators that are measured."""

    kind, title = "already-published", "Already published"


class NothingPromisedError(ConflictError):
    """It serves no goal and is measured by nothing: there is nothing that could be followed up."""

    kind, title = "nothing-promised", "Nothing to follow up"


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `InvalidError` with all `faults`, if there are any."""
    errors = [FieldError(fault.pointer, fault.detail) for fault in faults]
    if errors:
        raise InvalidError.of(errors)

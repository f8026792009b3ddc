"""What can go wrong in the registry, as problem documents."""

from chassis.problems import ConflictError, FieldError, NotFoundError


class ActorNotFoundError(NotFoundError):
    """No actor has this code: 404."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no actor {code}.")


class GroupingNotFoundError(NotFoundError):
    """No grouping has this code: 404."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no grouping {code}.")


class CodeTakenError(ConflictError):
    """Another actor has this code: 409."""

    kind, title = "code-taken", "The code is taken"

    def __init__(self, code: str) -> None:
        detail = f"There is an actor {code} already."
        super().__init__(detail, FieldError("/code", detail))

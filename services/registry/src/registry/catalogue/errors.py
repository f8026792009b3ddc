"""What can go wrong in the registry, as problem documents."""

from chassis.problems import ConflictError, FieldError, NotFoundError


class EntryNotFoundError(NotFoundError):
    """No entry has this code: 404."""

    def __init__(self, title: str, code: str) -> None:
        super().__init__(f"There is no {title} {code}.")


class CodeTakenError(ConflictError):
    """Another entry has this code: 409."""

    kind, title = "code-taken", "The code is taken"

    def __init__(self, title: str, code: str) -> None:
        detail = f"Another {title} has the code {code}."
        super().__init__(detail, FieldError("/code", detail))


class InUseError(ConflictError):
    """Something needs the entry: 409."""

    kind, title = "in-use", "Still in use"

    def __init__(self, title: str, code: str, user: str) -> None:
        super().__init__(f"The {title} {code} is used by {user}: supersede it, or remove that first.")


class NotNowError(ConflictError):
    """What is asked for does not follow on what was done so far: 409."""

    kind, title = "not-now", "Not now"

"""RFC 9457 problem details: every error of every service, the framework's own included, has this one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field."""

    pointer: str
    """RFC 6901 pointer into the body, or `?name` for a query parameter, or `header:Name`."""
    detail: str


class Problem(Exception):
    """An answer that is an error. Subclasses carry their status and their kind, the end of the type's URL."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "Bad request"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class InvalidError(Problem):
    """A field has a value that cannot be: 422."""

    status, kind, title = 422, "invalid", "Invalid input"

    @classmethod
    def at(cls, pointer: str, detail: str) -> "InvalidError":
        """The problem with the one field at `pointer`."""
        return cls(detail, FieldError(pointer, detail))

    @classmethod
    def of(cls, errors: Sequence[FieldError]) -> "InvalidError":
        """The problem with several fields, of which the detail names the first three."""
        return cls("; ".join(f"{error.pointer}: {error.detail}" for error in errors[:3]), *errors)


class UnauthenticatedError(Problem):
    """No token, or one that is not valid: 401."""

    status, kind, title = 401, "unauthenticated", "A valid token is needed"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class ForbiddenError(Problem):
    """A valid token that does not allow this: 403."""

    status, kind, title = 403, "forbidden", "Not allowed"


class NotFoundError(Problem):
    """There is no such thing, or not for you: 404."""

    status, kind, title = 404, "not-found", "Not found"


class SlowBodyError(Problem):
    """The client has not sent its body in time: 408."""

    status, kind, title = 408, "request-timeout", "Request Timeout"


class ConflictError(Problem):
    """The thing is in a state in which this cannot be done: 409."""

    status, kind, title = 409, "conflict", "Conflict"


class UnavailableError(Problem):
    """The database cannot be reached in time; nothing was stored or it is unknown whether it was: 503."""

    status, kind, title = 503, "unavailable", "Temporarily unavailable"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "2"}


class FullError(Problem):
    """The database has no room; nothing was stored: 503."""

    status, kind, title = 503, "cannot-store", "Nothing can be stored at present"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "30"}

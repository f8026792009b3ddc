"""RFC 9457 problem details: every error of every service, the framework's own included, has this one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field."""

    pointer: str
    """RFC 6901 pointer into the body, the whole of which is the empty one; or else `?name` for a query
    parameter, `path:name` for one of the path, `header:Name` for a header field."""
    detail: str


class Problem(Exception):
    """An answer that is an error. Subclasses carry their status and their kind, the end of the type's URL."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "Bad request"
    headers: Mapping[str, str] = {}

    def __init__(self, detail: str, *errors: FieldError) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class MalformedBodyError(Problem):
    """The body cannot be read at all, because it is no JSON in UTF-8 or nested too deeply: 400."""

    status, kind, title = 400, "malformed-body", "Malformed body"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, FieldError("", detail))


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


_CHALLENGE = 'Bearer realm="compact"'


class UnauthenticatedError(Problem):
    """No token where one is needed: 401. The challenge has no error code then (RFC 6750, section 3.1)."""

    status, kind, title = 401, "unauthenticated", "A valid token is needed"
    headers: Mapping[str, str] = {"WWW-Authenticate": _CHALLENGE}


class InvalidTokenError(UnauthenticatedError):
    """A token that is not valid, or not any more: 401."""

    headers: Mapping[str, str] = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}


class ForbiddenError(Problem):
    """A valid token that does not allow this: 403."""

    status, kind, title = 403, "forbidden", "Not allowed"


class InsufficientScopeError(ForbiddenError):
    """A valid token without the scope that is needed: 403, with that scope in the challenge."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"The token lacks the scope {scope}.")
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        self.headers = {"WWW-Authenticate": challenge}


class NotFoundError(Problem):
    """There is no such thing, or not for you: 404."""

    status, kind, title = 404, "not-found", "Not found"


class UnsupportedTypeError(Problem):
    """The body is of a media type that the operation does not take: 415."""

    status, kind, title = 415, "unsupported-media-type", "Unsupported Media Type"

    def __init__(self, detail: str, *errors: FieldError, method: str = "POST", accepted: str = "") -> None:
        super().__init__(detail, *errors or (FieldError("header:Content-Type", detail),))
        self.headers = {f"Accept-{method.title()}": accepted} if accepted else {}


class SlowBodyError(Problem):
    """The client has not sent its body in time: 408."""

    status, kind, title = 408, "request-timeout", "Request Timeout"


class HeadTooLargeError(Problem):
    """The request line and the header fields are larger than the limit: 431."""

    status, kind, title = 431, "request-header-fields-too-large", "Request Header Fields Too Large"


class ConflictError(Problem):
    """The thing is in a state in which this cannot be done: 409."""

    status, kind, title = 409, "conflict", "Conflict"


class UnavailableError(Problem):
    """The database cannot be reached in time; nothing was stored or it is unknown whether it was: 503."""

    status, kind, title = 503, "unavailable", "Temporarily unavailable"
    headers: Mapping[str, str] = {"Retry-After": "2"}


class FullError(Problem):
    """The database has no room; nothing was stored: 503."""

    status, kind, title = 503, "cannot-store", "Nothing can be stored at present"
    headers: Mapping[str, str] = {"Retry-After": "30"}

"""RFC 9457 problem details, and the base classes of what is sent and shown."""

from chassis.problems.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    FullError,
    InsufficientScopeError,
    InvalidError,
    InvalidTokenError,
    MalformedBodyError,
    NotFoundError,
    Problem,
    SlowBodyError,
    UnauthenticatedError,
    UnavailableError,
    UnsupportedTypeError,
)

__all__ = [
    "ConflictError",
    "FieldError",
    "ForbiddenError",
    "FullError",
    "InsufficientScopeError",
    "InvalidError",
    "InvalidTokenError",
    "MalformedBodyError",
    "NotFoundError",
    "Problem",
    "SlowBodyError",
    "UnauthenticatedError",
    "UnavailableError",
    "UnsupportedTypeError",
]

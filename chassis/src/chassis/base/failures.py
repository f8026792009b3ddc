"""What went wrong, for those who go on after it: whether to wait for the database, and how to note it."""

import re

import asyncpg
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

DATABASE_FAULTS = (DBAPIError, PoolTimeoutError, OSError)
"""What the database and the way to it can raise; whoever runs for ever waits, and tries again."""

_CLASSES = ("08", "28", "3D", "53", "57P", "58")
"""SQLSTATE: connection, authorization, catalog name, resources, operator's intervention, system."""
_FULL = "53100"
"""SQLSTATE: disk full."""
_DRIVERS_CLASS = re.compile(r"^<class '[^']*'>: ")
_ARGUMENT = re.compile(r"(invalid input for query argument \$\d+):.*", re.DOTALL)
_TOO_SLOW = {"25P03", "25P04", "57014"}
"""SQLSTATE: the work itself took longer than it may, and only the first two also cost the connection."""
_OF_VALUES = ("22", "54", "23502", "23514")
"""SQLSTATE: data exception, program limit exceeded, not null, check."""


def is_outage(error: BaseException) -> bool:
    """Whether the database does not take work now, whatever the work is; otherwise the work is at fault."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeoutError | OSError)
    state = getattr(error.orig, "sqlstate", None)
    if state in _TOO_SLOW or is_of_values(error):
        return False
    if state is None:
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return error.connection_invalidated or str(state).startswith(_CLASSES)


def is_of_values(error: BaseException) -> bool:
    """Whether something was refused for its values, which no later try makes others."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, ValidationError)
    state = getattr(error.orig, "sqlstate", None)
    return str(state).startswith(_OF_VALUES) if state else _is_unsendable(error)


def _is_unsendable(error: DBAPIError) -> bool:
    """Whether the driver could not write a value; to SQLAlchemy that looks like a lost connection."""
    cause = error.orig and error.orig.__cause__
    return isinstance(cause, asyncpg.InterfaceError) and isinstance(cause, ValueError)


def is_full(error: BaseException) -> bool:
    """Whether the database refused to store something for lack of space."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _FULL


def described(error: BaseException) -> str:
    """`error` by its name and message, short enough to be kept, in characters that PostgreSQL can keep.

    Nothing of what people wrote: of an error of the database neither the statement nor its values, of one of
    validation only the places and the rules.
    """
    return storable(f"{type(error).__name__}: {_message(error)}")[:2000]


def _message(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        return _answer(error.orig) if error.orig is not None else "no answer"
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults[:10])
    return str(error)


def _answer(error: BaseException) -> str:
    """What the database answered, without the lines of detail in which values stand."""
    first = _DRIVERS_CLASS.sub("", str(error)).partition("\n")[0]
    return _ARGUMENT.sub(r"\1", first)


def storable(text: str) -> str:
    """`text` without NUL and lone surrogates, which no text in PostgreSQL can have."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()

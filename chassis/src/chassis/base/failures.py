"""What went wrong, for those who go on after it: whether to wait for the database, and how to note it."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

DATABASE_FAULTS = (DBAPIError, PoolTimeoutError, OSError)
"""What the database and the way to it can raise; whoever runs for ever waits, and tries again."""

_CLASSES = ("08", "28", "3D", "53", "57P", "58")
"""SQLSTATE: connection, authorization, catalog name, resources, operator's intervention, system."""


def is_outage(error: BaseException) -> bool:
    """Whether the database does not take work now, whatever the work is; otherwise the work is at fault."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeoutError | OSError)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return error.connection_invalidated or str(state).startswith(_CLASSES)


def described(error: BaseException) -> str:
    """`error` by its name and message, short enough to be kept, in characters that PostgreSQL can keep."""
    return storable(f"{type(error).__name__}: {error}")[:2000]


def storable(text: str) -> str:
    """`text` without NUL and lone surrogates, which no text in PostgreSQL can have."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()

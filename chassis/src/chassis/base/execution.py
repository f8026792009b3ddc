"""Whatever sends statements to a database: a connection, or a session upon one."""

from typing import Any, Protocol

from sqlalchemy import Executable, Result


class Executor(Protocol):
    """Sends statements within its transaction."""

    async def execute(self, statement: Executable, parameters: Any = None, /) -> Result[*tuple[Any, ...]]:
        """The result of `statement` with the values of its parameters; of each, when there is a list."""

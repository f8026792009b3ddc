"""The sessions of a request: read-only or writing, committed before the answer is sent."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from chassis.database import Database, ReadSession, Transaction
from chassis.identity import ANONYMOUS, Principal
from chassis.ledger import Origin


async def _read(request: Request) -> AsyncIterator[ReadSession]:
    database: Database = request.app.state.database
    async with database.reading() as session:
        yield session


async def _write(request: Request) -> AsyncIterator[Transaction]:
    database: Database = request.app.state.database
    principal: Principal = getattr(request.state, "principal", ANONYMOUS)
    async with database.transaction(Origin(principal.client, request.state.request_id)) as tx:
        yield tx


Read = Annotated[ReadSession, Depends(_read, scope="function")]
Write = Annotated[Transaction, Depends(_write, scope="function")]
"""Put it after the principal in a handler's signature: a refused caller never opens a transaction."""


def is_used(dependant: Dependant) -> bool:
    """Whether an operation opens a session."""
    return dependant.call in {_read, _write} or any(map(is_used, dependant.dependencies))

"""`Idempotency-Key`: a POST that is repeated has one effect and one answer (IETF httpapi draft).

The answer is stored in the transaction of the write. An `Operation` stores it after the handler and before
the commit; a handler that asks for `WriteOnce` instead of `Write` has its repetitions answered.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from fastapi.dependencies.models import Dependant
from sqlalchemy import func, text

from chassis.base.tables import idempotency
from chassis.database import Database, Transaction
from chassis.http.session import Write
from chassis.identity import Principal
from chassis.problems import ConflictError, FieldError, InvalidError

KEEP_HOURS = 24
_HEADERS = ("etag", "location", "content-type")


class StoredAnswer(Exception):
    """The request was answered before: here is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("answered before")
        self.response = response


_STORE = """
    INSERT INTO chassis.idempotency (client, key, request_digest, status, headers, body)
    VALUES (:client, :key, :request_digest, :status, CAST(CAST(:headers AS text) AS jsonb), :body)
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """An answer that is to be stored under a key when it is there."""

    tx: Transaction
    client: str
    key: str
    digest: bytes

    def store(self, response: Response) -> None:
        """Store the answer, at the end of the transaction."""
        headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
        row = {"client": self.client, "key": self.key, "request_digest": self.digest}
        body = bytes(response.body)
        answered = {"status": response.status_code, "headers": json.dumps(headers), "body": body}
        self.tx.finish_with(_STORE, {**row, **answered})


Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$"),
]


def target(request: Request) -> bytes:
    """What a digest of the request begins with; its body follows."""
    query: bytes = request.scope["query_string"]
    return f"{request.method} {request.scope['path']}?".encode() + query + b"\n"


async def _once(request: Request, tx: Write, key: Key = None) -> Transaction:
    if key is None:
        return tx
    principal: Principal = request.state.principal
    digest = hashlib.sha256(target(request) + await request.body()).digest()
    request.state.idempotency = await begin(tx, principal.client, key, digest)
    return tx


WriteOnce = Annotated[Transaction, Depends(_once, scope="function")]
"""The transaction of every POST that creates; needs an `Operation`, and stands after the principal."""


_BEGIN = text("SELECT * FROM chassis.idempotency_begin(:client, :key)")


async def begin(tx: Transaction, client: str, key: str, digest: bytes) -> Pending:
    """Take the lock of a key, and answer what was answered before. Raises `StoredAnswer` or a problem."""
    stored = (await tx.execute(_BEGIN, {"client": client, "key": key})).one()
    if not stored.free:
        detail = "The first request with this key is still running."
        raise ConflictError(detail, FieldError("header:Idempotency-Key", detail))
    if stored.status is None:
        return Pending(tx, client, key, digest)
    if bytes(stored.request_digest) != digest:
        raise InvalidError.at("header:Idempotency-Key", "this key was used for another request")
    headers = {**stored.headers, "Idempotency-Replayed": "true"}
    raise StoredAnswer(Response(bytes(stored.body), stored.status, headers))


async def stored_answer(_: Request, error: Exception) -> Response:
    """The handler for `StoredAnswer`: the application answers with what was stored."""
    assert isinstance(error, StoredAnswer)
    return error.response


def store_answer(request: Request, response: Response) -> None:
    """Store the answer of a request that came with a key."""
    pending: Pending | None = getattr(request.state, "idempotency", None)
    if pending is not None:
        pending.store(response)


def takes_keys(dependant: Dependant) -> bool:
    """Whether an operation asks for `WriteOnce`."""
    return dependant.call is _once or any(map(takes_keys, dependant.dependencies))


async def forget_old(database: Database) -> None:
    """Delete the answers that are older than the time for which they are promised."""
    async with database.transaction() as tx:
        old = idempotency.c.stored_at < func.clock_timestamp() - func.make_interval(0, 0, 0, 0, KEEP_HOURS)
        await tx.execute(idempotency.delete().where(old))

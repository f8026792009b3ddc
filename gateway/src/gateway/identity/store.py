"""All SQL of clients and signing keys."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database import ReadSession, Transaction
from gateway.identity.models import PLAIN, Client, Key
from gateway.identity.tables import ApiClient

_tables = ApiClient.metadata.tables
_client = _tables["gateway.api_client"]
_key = _tables["gateway.signing_key"]
_KEY = (_key.c.kid, _key.c.private_key, _key.c.public_key)
_failure = _tables["gateway.token_failure"]
_now: ColumnElement[Any] = func.clock_timestamp()
_CLIENT = (
    _client.c.id,
    _client.c.name,
    _client.c.roles,
    _client.c.party,
    _client.c.secret_digest,
    _client.c.disabled_at,
    _client.c.credentials_version.label("version"),
)


async def add_client(tx: Transaction, client: Client) -> None:
    """Insert a client, created now."""
    row = {
        "id": client.id,
        "name": client.name,
        "roles": list(client.roles),
        "party": client.party,
        "secret_digest": client.secret_digest,
    }
    await tx.execute(insert(_client).values(**row, created_at=_now))


async def clients(session: ReadSession) -> list[Client]:
    """All clients, the oldest first."""
    return [_read(row) for row in await session.execute(select(*_CLIENT).order_by(_client.c.id))]


async def disable_client(tx: Transaction, client_id: UUID) -> bool:
    """Disable a client and revoke its tokens; returns whether it was there and enabled."""
    return await _revoke(tx, client_id, disabled_at=_now)


async def replace_secret(tx: Transaction, client_id: UUID, digest: bytes) -> bool:
    """Give a client another secret and revoke its tokens; returns whether it was there and enabled."""
    return await _revoke(tx, client_id, secret_digest=digest)


async def _revoke(tx: Transaction, client_id: UUID, **changes: Any) -> bool:
    here = update(_client).where(_client.c.id == client_id, _client.c.disabled_at.is_(None))
    raised = {"credentials_version": _client.c.credentials_version + 1, "revoked_at": _now}
    done = await tx.execute(here.values(**changes, **raised).returning(_client.c.id))
    return done.first() is not None


async def revocations(session: ReadSession, lifetime: int) -> dict[str, int]:
    """The clients whose tokens were revoked within `lifetime` seconds, each with its present version."""
    recent = _client.c.revoked_at > _ago(lifetime)
    wanted = select(_client.c.id, _client.c.credentials_version).where(recent).order_by(_client.c.id)
    return {str(row.id): row.credentials_version for row in await session.execute(wanted)}


async def find_client(tx: Transaction, client_id: UUID, window: int) -> Client | None:
    """The client, with its `failures` in a present `window` of so many seconds."""
    present = _failure.c.since > _ago(window)
    counted = case((present, _failure.c.failures), else_=0).label("failures")
    joined = _client.outerjoin(_failure, _failure.c.client_id == _client.c.id)
    wanted = select(*_CLIENT, counted).select_from(joined).where(_client.c.id == client_id)
    row = (await tx.execute(wanted)).one_or_none()
    return None if row is None else _read(row)


async def note_failure(tx: Transaction, client_id: UUID, window: int) -> None:
    """Count a failure; one that comes after the window begins a new one."""
    first = upsert(_failure).values(client_id=client_id, failures=1, since=_now)
    over = _failure.c.since <= _ago(window)
    again = {
        "failures": case((over, 1), else_=_failure.c.failures + 1),
        "since": case((over, _now), else_=_failure.c.since),
    }
    await tx.execute(first.on_conflict_do_update(index_elements=["client_id"], set_=again))


async def lock_keys(tx: Transaction) -> None:
    """Keep other processes from making keys until the transaction ends."""
    await tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('gateway.signing_key', 0))"))


async def signing_key(tx: Transaction) -> Key | None:
    """The key that signs now."""
    active = or_(_key.c.retired_at.is_(None), _key.c.retired_at > _now)
    wanted = select(*_KEY).where(_key.c.signs_from <= _now, active)
    row = (await tx.execute(wanted.order_by(_key.c.signs_from.desc()).limit(1))).one_or_none()
    return None if row is None else _key_of(row)


async def published_keys(session: ReadSession, lifetime: int) -> list[Key]:
    """The keys that have signed a token which may be valid, or will sign; tokens live `lifetime` seconds."""
    in_use = or_(_key.c.retired_at.is_(None), _key.c.retired_at > _ago(lifetime))
    wanted = select(*_KEY).where(in_use).order_by(_key.c.signs_from)
    return [_key_of(row) for row in await session.execute(wanted)]


async def protectable_keys(session: ReadSession | Transaction) -> list[Key]:
    """Every key that signs, will sign, or stands plain; the oldest first."""
    in_service = or_(_key.c.retired_at.is_(None), _key.c.retired_at > _now)
    wanted = select(*_KEY).where(or_(in_service, _key.c.private_key.startswith(PLAIN)))
    return [_key_of(row) for row in await session.execute(wanted.order_by(_key.c.signs_from))]


async def replace_key(tx: Transaction, key: Key) -> None:
    """Store a key otherwise than before."""
    stored = {"private_key": key.private_key, "public_key": key.public_key}
    await tx.execute(update(_key).where(_key.c.kid == key.kid).values(stored))


async def add_key(tx: Transaction, key: Key, delay: int) -> None:
    """Insert a key that signs `delay` seconds from now, and retire the others then."""
    row = {**key._asdict(), "created_at": _now, "signs_from": _ago(-delay)}
    added = await tx.execute(insert(_key).values(row).returning(_key.c.signs_from))
    others = update(_key).where(_key.c.kid != key.kid, _key.c.retired_at.is_(None))
    await tx.execute(others.values(retired_at=added.scalar_one()))


async def forget_keys(tx: Transaction, lifetime: int) -> None:
    """Delete the keys whose tokens have all expired."""
    await tx.execute(delete(_key).where(_key.c.retired_at <= _ago(lifetime)))


def _read(row: Row[Any]) -> Client:
    return Client(**{**row._mapping, "roles": tuple(row.roles)})


def _key_of(row: Row[Any]) -> Key:
    return Key(row.kid, row.private_key, row.public_key)


def _ago(seconds: int) -> ColumnElement[Any]:
    return _now - func.make_interval(0, 0, 0, 0, 0, 0, seconds)

"""Letting Kafka follow what is granted. All of it can be repeated, in any order, by several processes."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row

from chassis.bus import Security
from chassis.bus.kafka_grants import Grant, reading
from chassis.database import Transaction
from chassis.timers import Due, Handler
from gateway.streams.events import StreamPasswordSet
from gateway.settings import Settings
from gateway.streams import store
from gateway.streams.grants import APPLICATION, EXPIRY, WITHDRAWAL, expire

if TYPE_CHECKING:
    from chassis.bus.kafka_access import KafkaAccess

PATIENCE = 5.0
"""Seconds for an answer of Kafka; a transaction waits for it, and may not be idle for longer than ten."""


class NoStreamsError(Exception):
    """This system has no Kafka for subscribers."""


class EndedGrantError(Exception):
    """The grant is not in force."""


def operator_access(settings: Settings) -> "AbstractAsyncContextManager[KafkaAccess]":
    """A connection to Kafka with the rights of an operator. Raises `NoStreamsError`."""
    from chassis.bus.kafka_access import KafkaAccess  # noqa: PLC0415  # a library that few processes need

    if settings.streams_bootstrap is None:
        raise NoStreamsError(
            "This system has no Kafka for subscribers: GATEWAY_STREAMS_BOOTSTRAP is not set."
        )
    security = Security(ca_file=settings.streams_ca_file, certificate_file=settings.streams_certificate_file)
    return KafkaAccess(settings.streams_bootstrap, security, patience=PATIENCE)


def grants_of(row: Row[Any]) -> frozenset[Grant]:
    """What the grant in `row` comes to on Kafka."""
    return reading(row.topics, row.group_prefix, prefixed=True)


async def settle(tx: Transaction, access: "KafkaAccess", grant_id: UUID) -> Row[Any]:
    """Let Kafka allow what the grant says, or nothing if it has ended. Raises `BusError`."""
    row = await store.claim(tx, grant_id)
    if row.in_force:
        await access.allow_only(row.principal, grants_of(row))
    else:
        await withdraw(access, row.principal)
    return row


async def withdraw(access: "KafkaAccess", principal: str) -> None:
    """Take everything from `principal`: the access list first, which ends its open connections' use."""
    await access.forbid(principal)
    await access.remove_user(principal)


async def give_password(tx: Transaction, access: "KafkaAccess", grant_id: UUID) -> str:
    """Give the grant's principal a new password, which is kept nowhere.

    Raises `BusError` or `EndedGrantError`.
    """
    row = await settle(tx, access, grant_id)
    if not row.in_force:
        raise EndedGrantError(f"The grant of {row.principal} has ended.")
    password = secrets.token_urlsafe(32)
    await access.ensure_user(row.principal, password)
    fact = StreamPasswordSet(grant_id=grant_id, principal=row.principal)
    tx.append(fact, subject=grant_id, public=False)
    return password


def differences(
    row: Row[Any], users: frozenset[str], grants: Mapping[str, frozenset[Grant]]
) -> Iterator[str]:
    """What Kafka has otherwise than the grant says."""
    present = grants.get(row.principal, frozenset())
    wanted = grants_of(row) if row.in_force else frozenset()
    if missing := wanted - present:
        yield f"may not yet {_told(missing)}"
    if excess := present - wanted:
        yield f"may still {_told(excess)}"
    if row.in_force and row.principal not in users:
        yield "has no password"
    if not row.in_force and row.principal in users:
        yield "still has a password"


def _told(grants: frozenset[Grant]) -> str:
    return ", ".join(f"{one.operation} {one.kind} {one.name}" for one in sorted(grants))


def handlers(read_settings: Callable[[], Settings]) -> dict[str, Handler]:
    """The timers of grants. Settings are read when one fires: nobody else has an operator's."""

    async def follow(tx: Transaction, due: Due) -> None:
        async with operator_access(read_settings()) as access:
            await settle(tx, access, UUID(due.subject))

    return {APPLICATION: follow, WITHDRAWAL: follow, EXPIRY: expire}

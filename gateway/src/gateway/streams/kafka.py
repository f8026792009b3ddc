"""Letting Kafka follow what is granted. All of it can be repeated, in any order, by several processes."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.bus import Security
from chassis.bus.kafka_grants import Grant, reading
from chassis.database import Transaction
from chassis.timers import Due, Handler
from gateway.settings import Settings
from gateway.streams import store
from gateway.streams.errors import EndedGrantError, NoStreamsError
from gateway.streams.events import StreamPasswordSet
from gateway.streams.grants import APPLICATION, EXPIRY, WITHDRAWAL, expire
from gateway.streams.models import StreamGrant

if TYPE_CHECKING:
    from chassis.bus.kafka_access import KafkaAccess

PATIENCE = 5.0
"""Seconds for an answer of Kafka; a transaction waits for it, and may not be idle for longer than ten."""


def operator_access(settings: Settings) -> "AbstractAsyncContextManager[KafkaAccess]":
    """A connection to Kafka with the rights of an operator. Raises `NoStreamsError`."""
    from chassis.bus.kafka_access import KafkaAccess  # noqa: PLC0415  # a library that few processes need

    if settings.streams_bootstrap is None:
        raise NoStreamsError(
            "This system has no Kafka for subscribers: GATEWAY_STREAMS_BOOTSTRAP is not set."
        )
    security = Security(ca_file=settings.streams_ca_file, certificate_file=settings.streams_certificate_file)
    return KafkaAccess(settings.streams_bootstrap, security, patience=PATIENCE)


def grants_of(grant: StreamGrant) -> frozenset[Grant]:
    """What `grant` comes to on Kafka."""
    return reading(grant.topics, grant.group_prefix, prefixed=True)


async def settle(tx: Transaction, access: "KafkaAccess", grant_id: UUID) -> StreamGrant:
    """Let Kafka allow what the grant says, or nothing if it has ended. Raises `BusError`."""
    grant = await store.claim(tx, grant_id)
    if grant.in_force:
        await access.allow_only(grant.principal, grants_of(grant))
    else:
        await withdraw(access, grant.principal)
    return grant


async def withdraw(access: "KafkaAccess", principal: str) -> None:
    """Take everything from `principal`: the access list first, which ends its open connections' use."""
    await access.forbid(principal)
    await access.remove_user(principal)


async def give_password(tx: Transaction, access: "KafkaAccess", grant_id: UUID) -> str:
    """Give the grant's principal a new password, which is kept nowhere.

    Raises `BusError` or `EndedGrantError`.
    """
    grant = await settle(tx, access, grant_id)
    if not grant.in_force:
        raise EndedGrantError(f"The grant of {grant.principal} has ended.")
    password = secrets.token_urlsafe(32)
    await access.ensure_user(grant.principal, password)
    fact = StreamPasswordSet(grant_id=grant_id, principal=grant.principal)
    tx.append(fact, subject=grant_id, public=False)
    return password


def differences(
    grant: StreamGrant, users: frozenset[str], present: Mapping[str, frozenset[Grant]]
) -> Iterator[str]:
    """What Kafka has otherwise than the grant says."""
    found = present.get(grant.principal, frozenset())
    wanted = grants_of(grant) if grant.in_force else frozenset()
    if missing := wanted - found:
        yield f"may not yet {_listed(missing)}"
    if excess := found - wanted:
        yield f"may still {_listed(excess)}"
    if grant.in_force and grant.principal not in users:
        yield "has no password"
    if not grant.in_force and grant.principal in users:
        yield "still has a password"


def _listed(grants: frozenset[Grant]) -> str:
    return ", ".join(f"{one.operation} {one.kind} {one.name}" for one in sorted(grants))


def handlers(read_settings: Callable[[], Settings]) -> dict[str, Handler]:
    """The timers of grants. Settings are read when one fires: nobody else has an operator's."""

    async def follow(tx: Transaction, due: Due) -> None:
        async with operator_access(read_settings()) as access:
            await settle(tx, access, UUID(due.subject))

    return {APPLICATION: follow, WITHDRAWAL: follow, EXPIRY: expire}

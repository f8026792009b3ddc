"""Who may do what on Kafka: users with passwords (SCRAM), and access lists."""

import asyncio
from collections.abc import Collection, Iterable
from typing import Any, Self

from confluent_kafka import KafkaError

from chassis.bus.kafka_grants import Grant, Kind
from chassis.bus.kafka_operator import KafkaOperator, RefusedError, client
from chassis.bus.kafka_security import Security
from chassis.bus.protocol import BusError

ITERATIONS = 8192
"""Of the password's hash: twice Kafka's least. Passwords here are random, so there is nothing to guess."""
_POLL = 0.05
_ANYWHERE = "*"
_MECHANISM = client.ScramMechanism.SCRAM_SHA_512
_KINDS: dict[Kind, Any] = {
    "cluster": client.ResourceType.BROKER,
    "topic": client.ResourceType.TOPIC,
    "group": client.ResourceType.GROUP,
    "transactional_id": client.ResourceType.TRANSACTIONAL_ID,
}
_KIND_OF = {resource: kind for kind, resource in _KINDS.items()}


class KafkaAccess:
    """Users and their access lists, on the cluster at `bootstrap`, as one of its operators.

    All changes can be repeated. Each answer comes within `patience` seconds; all methods raise `BusError`.
    """

    def __init__(self, bootstrap: str, security: Security, *, patience: float = 10.0) -> None:
        self._patience = patience
        self._operator = KafkaOperator(bootstrap, security, patience=patience)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._operator.close()

    async def users(self) -> frozenset[str]:
        """Everybody who has a password."""
        answer = await self._operator.ask(client.AdminClient.describe_user_scram_credentials)
        return frozenset(answer[None])

    async def ensure_user(self, user: str, password: str) -> None:
        """Let `user` be known by this password from now on."""
        how = client.ScramCredentialInfo(_MECHANISM, ITERATIONS)
        wanted = client.UserScramCredentialUpsertion(user, how, password.encode())
        await self._operator.ask(client.AdminClient.alter_user_scram_credentials, [wanted])

    async def remove_user(self, user: str) -> None:
        """Let nobody in as `user` any more. Connections that are open stay so: `forbid` goes first."""
        unwanted = client.UserScramCredentialDeletion(user, _MECHANISM)
        try:
            await self._operator.ask(client.AdminClient.alter_user_scram_credentials, [unwanted])
        except RefusedError as error:
            if error.code != KafkaError.RESOURCE_NOT_FOUND:
                raise

    async def grants(self) -> dict[str, frozenset[Grant]]:
        """What everybody may do who has an access list."""
        found: dict[str, set[Grant]] = {}
        for entry in await self._entries(None):
            if entry.permission_type == client.AclPermissionType.ALLOW:
                found.setdefault(entry.principal.removeprefix("User:"), set()).add(_grant(entry))
        return {user: frozenset(granted) for user, granted in found.items()}

    async def grants_of(self, user: str) -> frozenset[Grant]:
        """What `user` may do."""
        return (await self.grants()).get(user, frozenset())

    async def allow_only(self, user: str, grants: Collection[Grant]) -> None:
        """Let `user` do what `grants` say, and then nothing else: other entries go, denials too."""
        wanted = {_entry(user, grant) for grant in grants}
        present = await self._entries(user)
        if missing := wanted - present:
            await self._operator.ask(client.AdminClient.create_acls, sorted(missing))
        await self._remove(present - wanted)
        await self._take_effect(user, wanted)

    async def forbid(self, user: str) -> None:
        """Let `user` do nothing any more: requests on open connections are refused as well."""
        await self.allow_only(user, ())

    async def _entries(self, user: str | None) -> frozenset[Any]:
        answer = await self._operator.ask(client.AdminClient.describe_acls, _entries_of(user))
        return frozenset(answer[None])

    async def _remove(self, entries: Iterable[Any]) -> None:
        if exactly := [client.AclBindingFilter(*_parts(entry)) for entry in entries]:
            await self._operator.ask(client.AdminClient.delete_acls, exactly)

    async def _take_effect(self, user: str, wanted: set[Any]) -> None:
        """Wait until brokers know: they hear of a change a moment after it was accepted."""
        try:
            async with asyncio.timeout(self._patience):
                while await self._entries(user) != wanted:
                    await asyncio.sleep(_POLL)
        except TimeoutError as error:
            raise BusError(f"Kafka took the access list of {user}, but does not apply it") from error


def _entries_of(user: str | None) -> Any:
    return client.AclBindingFilter(
        client.ResourceType.ANY,
        None,
        client.ResourcePatternType.ANY,
        f"User:{user}" if user else None,
        None,
        client.AclOperation.ANY,
        client.AclPermissionType.ANY,
    )


def _parts(entry: Any) -> tuple[Any, ...]:
    where = (entry.restype, entry.name, entry.resource_pattern_type)
    return (*where, entry.principal, entry.host, entry.operation, entry.permission_type)


def _entry(user: str, grant: Grant) -> Any:
    return client.AclBinding(
        _KINDS[grant.kind],
        grant.name,
        client.ResourcePatternType.PREFIXED if grant.prefixed else client.ResourcePatternType.LITERAL,
        f"User:{user}",
        _ANYWHERE,
        client.AclOperation[grant.operation.upper()],
        client.AclPermissionType.ALLOW,
    )


def _grant(entry: Any) -> Grant:
    kind, operation = _KIND_OF[entry.restype], entry.operation.name.lower()
    return Grant(
        kind, entry.name, operation, entry.resource_pattern_type == client.ResourcePatternType.PREFIXED
    )

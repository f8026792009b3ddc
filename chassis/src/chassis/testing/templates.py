"""Databases as copies of a template: migrations and reference data are run once, not for every test."""

import itertools
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

from chassis import ledger
from chassis.database import Database, Hooks
from chassis.local_postgres.access import PostgresAccess, owner_of
from chassis.migrations import upgrade

RUN = secrets.token_hex(3)
"""Sets this process's databases apart from those of others on the same server."""
numbers = itertools.count(1)


@dataclass(frozen=True)
class Reference:
    """What is in a database from the start: `load` puts it into a migrated one."""

    name: str
    load: Callable[[Database], Awaitable[Any]]


class Templates:
    """The templates on one server, each made when it is first asked for.

    All copies of a template belong to its two roles, so nothing in a copy has to change hands. A copy begins
    an epoch of its own, as every restored database does.
    """

    _of_servers: ClassVar[WeakKeyDictionary[PostgresAccess, Self]] = WeakKeyDictionary()

    def __init__(self, server: PostgresAccess) -> None:
        self._server = server
        self._made: set[str] = set()
        self._copies: list[str] = []

    @classmethod
    def on(cls, server: PostgresAccess) -> Self:
        """Those on `server`: the same for every test."""
        return cls._of_servers.setdefault(server, cls(server))

    async def copy(
        self, package: str, reference: Reference | None = None, on_change: Hooks | None = None
    ) -> str:
        """A new database with the schema of `package` and `reference`; its URL as the service's role.

        `on_change`: what follows changes in the service, while the reference is loaded.
        """
        template = f"{package}_{RUN}_{reference.name if reference else 'empty'}"
        if template not in self._made:
            await self._make(template, package, reference, on_change)
            self._made.add(template)
        name = f"{package}_{RUN}{next(numbers)}"
        self._copies.append(name)
        self._server.copy_database(name, template, owner=owner_of(template), service=template)
        as_owner = Database(self._server.url(name, owner_of(template)), name="copy", pool_size=1)
        async with as_owner, as_owner.engine.begin() as connection:
            await ledger.renew_epoch(connection)
        return self._server.url(name, template)

    def drop_copies(self) -> None:
        """Drop what was copied since the last time."""
        copies, self._copies = self._copies, []
        self._server.drop_databases(*copies)

    async def _make(
        self, template: str, package: str, reference: Reference | None, on_change: Hooks | None
    ) -> None:
        self._server.ensure_service(template)
        await upgrade(self._server.url(template, owner_of(template)), package)
        if reference:
            url = self._server.url(template, template)
            async with Database(url, name=package, pool_size=1, on_change=on_change) as database:
                await reference.load(database)

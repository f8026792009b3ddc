"""The databases: whether each lets its service's role in, is of this release, and has connections left."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from chassis.base.failures import DATABASE_FAULTS
from chassis.database import Database, ReadSession
from chassis.migrations import NewerSchemaError, is_current
from chassis.process.service import Service
from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.doctor.standing import Standing, read

T = TypeVar("T")

PATIENCE = 4.0
"""Seconds for a connection, and for each statement."""
CROWDED = 0.8
"""Share of PostgreSQL's connections in use from which on it is worth a finding."""
STARTING_UP, TOO_MANY = "57P03", "53300"
"""Codes of PostgreSQL (SQLSTATE)."""
_ONCE = "docker compose run --rm --no-deps"
_CONNECTIONS = text(
    """
    SELECT (SELECT sum(numbackends) FROM pg_stat_database) AS used,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           AS most
    """
)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Why a database lets us not in."""

    reason: str
    state: str | None = None
    """PostgreSQL's code for it; `None` when no server answered."""

    @property
    def is_outage(self) -> bool:
        """Whether it is the server that does not answer."""
        return self.state in {None, STARTING_UP}


@dataclass(frozen=True, slots=True)
class Seen:
    """A service's database, as far as it could be seen."""

    service: str
    unreachable: Unreachable | None = None
    release: Literal["this", "an earlier", "a later"] = "this"
    """Whose schema it has."""
    standing: Standing | None = None
    """What stands in it; `None` when it cannot be reached or is of another release."""
    connections: int = 0
    """Of the whole server."""
    connections_max: int = 0
    """What others than its superuser may have."""


def url_of(database: str, address: str, role: str, password: str) -> str:
    """The URL of a database on the server at `address` (`host:port`)."""
    host, _, port = address.partition(":")
    whole = URL.create("postgresql", role, password, host, int(port or 5432), database)
    return whole.render_as_string(hide_password=False)


async def look(service: Service, url: str) -> Seen:
    """See a service's database, as its role."""
    name = service.name
    database = Database(url, name="doctor", pool_size=1, pool_timeout=PATIENCE, statement_timeout=PATIENCE)
    try:
        async with asyncio.timeout(2 * PATIENCE), database, database.reading() as session:
            connections = (await session.execute(_CONNECTIONS)).one()
            current = await is_current(url, name)
            standing = await read(session, service) if current else None
        release: Literal["this", "an earlier"] = "this" if current else "an earlier"
        return Seen(name, None, release, standing, int(connections.used), connections.most)
    except NewerSchemaError:
        return Seen(name, release="a later")
    except DATABASE_FAULTS as error:
        return Seen(name, _why(error))


async def seen_in(url: str, see: Callable[[ReadSession], Awaitable[T]]) -> T | None:
    """What `see` finds in a database; `None` where it cannot be read, which `judge` reports."""
    try:
        async with asyncio.timeout(2 * PATIENCE):
            database = Database(url, name="doctor", pool_size=1, pool_timeout=PATIENCE)
            async with database, database.reading() as session:
                return await see(session)
    except DATABASE_FAULTS:
        return None


def _why(error: BaseException) -> Unreachable:
    if isinstance(error, socket.gaierror):
        return Unreachable("its name is not known here, as when it does not run")
    if isinstance(error, TimeoutError):
        return Unreachable("no answer in time")
    cause = error.orig if isinstance(error, DBAPIError) else error
    reason = " ".join(str(cause).split()) or type(cause).__name__
    return Unreachable(reason.rpartition(">: ")[2], getattr(cause, "sqlstate", None))


def judge(seen: Sequence[Seen], address: str) -> Examined:
    """What is wrong with the databases on the server at `address`."""
    outages = [one.unreachable for one in seen if one.unreachable and one.unreachable.is_outage]
    if len(outages) == len(seen):
        return Examined("databases", (_server_away(outages[0], address),))
    used, most = max((one.connections, one.connections_max) for one in seen)
    findings = [finding for one in seen for finding in _of_database(one)]
    findings += _crowding(seen, used, most)
    fine = f"{len(seen)} of this release, {used} of {most} connections in use"
    return Examined("databases", tuple(findings), fine)


def _server_away(why: Unreachable, address: str) -> Finding:
    what = f"PostgreSQL does not answer at {address}: {why.reason}"
    to_do = "docker compose logs --tail 20 postgres shows why; docker compose up --detach --no-deps postgres"
    if address.partition(":")[0] != "postgres":
        to_do = "see to that server, and to the way there"
    return Finding(what, to_do, things.POSTGRES, frozenset({things.SECRETS}))


def _of_database(seen: Seen) -> Iterator[Finding]:
    about = things.database(seen.service)
    if seen.unreachable:
        what, to_do = _closed(seen.service, seen.unreachable)
        explained = {things.POSTGRES, things.CONNECTIONS, things.SECRETS}
        yield Finding(what, to_do, about, frozenset(explained))
    if seen.release != "this":
        to_do = (
            f"bring it to this one: {_ONCE} {seen.service}-migrate; docs/upgrade.md"
            if seen.release == "an earlier"
            else "run that release, or restore a backup from before: docs/upgrade.md"
        )
        yield Finding(f"{about} has the schema of {seen.release} release", to_do, about)


def _closed(service: str, why: Unreachable) -> tuple[str, str]:
    match why.state:
        case "28P01":  # invalid_password
            secret = f"{service}_database_password"
            what = f"PostgreSQL does not let role {service} in with the password of the secret {secret}"
            return what, f"let it be the role's: {_ONCE} postgres-setup"
        case "3D000":  # invalid_catalog_name
            make = f"{_ONCE} postgres-setup, {_ONCE} {service}-migrate"
            return f"there is no database of {service}", f"restore it: docs/backup.md; or make it: {make}"
        case _:
            what = f"{things.database(service)} cannot be reached: {why.reason}"
            return what, "docker compose logs --tail 20 postgres shows more"


def _crowding(seen: Sequence[Seen], used: int, most: int) -> Iterator[Finding]:
    to_do = "fewer replicas, a smaller POOL_SIZE, or more POSTGRES_CONNECTIONS in .env: docs/sizing.md"
    if any(one.unreachable and one.unreachable.state == TOO_MANY for one in seen):
        yield Finding("PostgreSQL has no connection left", to_do, things.CONNECTIONS)
    elif used > CROWDED * most:
        yield Finding(f"{used} of PostgreSQL's {most} connections are in use", to_do, "room for connections")

"""The processes: whether each role has one, each answers and is ready, and what only itself can measure."""

import asyncio
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from chassis.process.runtime import CLOCK_TOLERANCE
from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.roles import Role

PATIENCE = 5.0
"""Seconds for an answer; a process waits 2 s for its database before it gives one."""
_IN_USE = 'compact_database_connections{state="in_use"}'


@dataclass(frozen=True, slots=True)
class Replica:
    """One process: what it answered, or why not."""

    address: str
    fault: str | None = None
    """Why there is no answer, or none that can be read."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """What it is not ready for."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """By name, with labels as the exposition writes them."""


Processes = Mapping[Role, Sequence[Replica]]
"""Empty for a role whose name is not known in the network."""


async def look(roles: Iterable[Role]) -> Processes:
    """Ask every process of every role."""
    wanted = list(roles)
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        found = await asyncio.gather(*(_replicas(client, role) for role in wanted))
    return dict(zip(wanted, found, strict=True))


async def _replicas(client: httpx.AsyncClient, role: Role) -> list[Replica]:
    try:
        loop = asyncio.get_running_loop()
        places = await loop.getaddrinfo(role.name, role.port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    addresses = sorted({str(place[0]) for *_, place in places})
    return list(await asyncio.gather(*(_ask(client, address, role.port) for address in addresses)))


async def _ask(client: httpx.AsyncClient, address: str, port: int) -> Replica:
    place = httpx.URL(scheme="http", host=address, port=port)
    try:
        ready, metrics = await asyncio.gather(
            client.get(place.join("/health/ready")), client.get(place.join("/metrics"))
        )
        checks = ready.json()["checks"]
        return Replica(address, checks=checks, metrics=dict(_values(metrics.raise_for_status().text)))
    except httpx.TimeoutException:
        return Replica(address, fault=f"nothing came in {PATIENCE:.0f} s")
    except httpx.HTTPError as error:
        return Replica(address, fault=str(error) or type(error).__name__)
    except (ValueError, KeyError):
        return Replica(address, fault=f"it says {ready.status_code} to /health/ready")


def _values(exposition: str) -> Iterator[tuple[str, float]]:
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
            yield f"{sample.name}{{{labels}}}" if labels else sample.name, sample.value


def judge(processes: Processes) -> Examined:
    """What is wrong with processes themselves."""
    found = tuple(finding for role, replicas in processes.items() for finding in _of_role(role, replicas))
    number = sum(len(replicas) for replicas in processes.values())
    return Examined("processes", found, f"{number} of {len(processes)} roles answer and are ready")


def _of_role(role: Role, replicas: Sequence[Replica]) -> Iterator[Finding]:
    if not replicas:
        yield _wrong(role, f"no {role.name} runs", f"docker compose up --detach --no-deps {role.name}")
    for replica in replicas:
        name = role.name if len(replicas) == 1 else f"{role.name} at {replica.address}"
        if replica.fault:
            yield _wrong(
                role, f"{name} does not answer: {replica.fault}", f"docker compose restart {role.name}"
            )
        elif replica.checks:
            checks = ", ".join(f"{check} {state}" for check, state in sorted(replica.checks.items()))
            yield _wrong(role, f"{name} is not ready: {checks}", f"docker compose restart {role.name}")
        yield from _crowding(role, name, replica.metrics)
        yield from _clock(name, replica.metrics)
        yield from _space(name, replica.metrics)


def _wrong(role: Role, what: str, command: str) -> Finding:
    explained = {
        *(things.SECRETS, things.POSTGRES, things.CONNECTIONS),
        *(things.database(role.service), things.pool(role.name)),
    }
    if role.uses_bus:
        explained |= {things.KAFKA, things.TOPICS, things.access(role.service)}
    to_do = f"docker compose logs --tail 20 {role.name} shows why; {command}"
    return Finding(what, to_do, things.process(role.name), frozenset(explained))


def _crowding(role: Role, name: str, metrics: Mapping[str, float]) -> Iterator[Finding]:
    in_use, most = metrics.get(_IN_USE, 0.0), metrics.get("compact_database_connections_max")
    if most is not None and in_use >= most:
        what = f"requests to {name} wait: all its {most:.0f} database connections are in use"
        to_do = "run more replicas, or set a larger POOL_SIZE in .env and docker compose up --detach"
        yield Finding(what, to_do, things.pool(role.name), frozenset({things.POSTGRES}))


def _clock(name: str, metrics: Mapping[str, float]) -> Iterator[Finding]:
    ahead = metrics.get("compact_clock_offset_seconds", 0.0)
    if abs(ahead) > CLOCK_TOLERANCE:
        which = "ahead of" if ahead > 0 else "behind"
        what = f"the clock of {name} is {abs(ahead):.1f} s {which} the database's"
        yield Finding(what, "let NTP set the clocks of both machines: timedatectl status", f"clock of {name}")


def _space(name: str, metrics: Mapping[str, float]) -> Iterator[Finding]:
    if metrics.get("compact_database_full", 0.0):
        what = f"PostgreSQL refuses what {name} writes: its disk is full"
        to_do = "free space on the disk of its volume, or give it more; it goes on by itself"
        yield Finding(what, to_do, things.SPACE)
    if lost := metrics.get("compact_log_lines_lost_total", 0.0):
        what = f"{name} could not write {lost:.0f} lines of its log since it started"
        to_do = "free space where the container engine keeps logs, then restart the process"
        yield Finding(what, to_do, f"log of {name}", frozenset({things.SPACE}))

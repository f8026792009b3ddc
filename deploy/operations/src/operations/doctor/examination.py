"""Looking at all parts at once, and waiting for none too long."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import topic_of
from chassis.process.service import Service
from operations.doctor import (
    databases,
    edge,
    events,
    files,
    kafka,
    ledgers,
    processes,
    signing_keys,
    streams,
)
from operations.doctor.databases import Unreachable
from operations.doctor.findings import Examined
from operations.doctor.processes import Replica
from operations.kafka.topics import wanted
from operations.roles import ON_THE_BUS, ROLES, SERVICES
from operations.secrets.folder import KEY_PASSWORD
from operations.settings import DoctorSettings

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds for each look. Looks have closer bounds of their own, which report more."""
_LATE = f"no answer in {PATIENCE:.0f} s"
_LOOKUPS = 32
"""Names that can be looked up at once: one that is not known keeps a thread for seconds."""


class NothingThereError(Exception):
    """Nothing of a system answers here."""


async def examine(settings: DoctorSettings, *, with_ledgers: bool = False) -> list[Examined]:
    """All parts, each with what was found. Raises `NothingThereError`."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_LOOKUPS))
    topics = [wanted(name, settings) for name in (*(topic_of(one.name) for one in ON_THE_BUS), HEARTBEAT)]
    names = [topic.name for topic in topics]
    running, brokers, granted, entrance, keys, seen = await asyncio.gather(
        _in_time(processes.look(ROLES), {role: [Replica("", fault=_LATE)] for role in ROLES}),
        _in_time(kafka.look(settings, names), kafka.Seen(_LATE)),
        _in_time(streams.look(_url(settings, "gateway")), None),
        _in_time(edge.look(settings.edge), _LATE),
        _in_time(signing_keys.look(_url(settings, "gateway")), None),
        asyncio.gather(*(_database(settings, service) for service in SERVICES)),
    )
    if brokers.unreachable and not any(running.values()) and all(one.unreachable for one in seen):
        raise NothingThereError
    standings = {one.service: one.standing for one in seen}
    examined = [
        files.volumes(settings.volumes, settings.free_space),
        files.secrets(settings.secrets, settings.broker_names),
        databases.judge(seen, settings.postgres_address),
        kafka.judge(brokers, topics, settings.kafka_bootstrap),
        processes.judge(running),
        edge.judge(settings.edge, entrance),
        events.judge(SERVICES, standings, running),
        streams.judge(granted, brokers),
        signing_keys.judge(keys, settings.password(KEY_PASSWORD)),
    ]
    if with_ledgers:
        examined.append(
            await ledgers.examine({one.name: _owners_url(settings, one.name) for one in SERVICES})
        )
    return examined


async def _in_time(look: Coroutine[Any, Any, T], otherwise: T) -> T:
    """What `look` saw, or `otherwise`. A look that is late is not cancelled: that can hang as well."""
    task = asyncio.create_task(look)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    return task.result() if done else otherwise


async def _database(settings: DoctorSettings, service: Service) -> databases.Seen:
    unseen = databases.Seen(service.name, Unreachable(_LATE))
    return await _in_time(databases.look(service, _url(settings, service.name)), unseen)


def _url(settings: DoctorSettings, service: str) -> str:
    password = settings.password(f"{service}_database_password")
    return databases.url_of(service, settings.postgres_address, service, password)


def _owners_url(settings: DoctorSettings, service: str) -> str:
    password = settings.password(f"{service}_migration_password")
    return databases.url_of(service, settings.postgres_address, f"{service}_owner", password)

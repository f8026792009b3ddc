"""The way of the events: published, heard of, complete, applied; and the deadlines that wait for them."""

from collections.abc import Iterator, Mapping, Sequence

from chassis.process.service import Service
from operations.doctor import things
from operations.doctor.findings import Examined, Finding
from operations.doctor.processes import Processes
from operations.doctor.standing import Source, Standing
from operations.roles import worker_of

UNPUBLISHED_AGE = 10.0
HEARTBEAT_AGE = 10.0
LAG = 30.0
"""Seconds that are no cause for concern; `docs/telemetry.md` has the same."""
_BUS = frozenset({things.KAFKA, things.TOPICS, things.POSTGRES, things.CONNECTIONS})

Standings = Mapping[str, Standing | None]
"""By service; `None` where the database could not be seen."""


def judge(services: Sequence[Service], standings: Standings, processes: Processes) -> Examined:
    """What is wrong on the events' way from ledger to effect."""
    found: list[Finding] = []
    for service in services:
        found += _publishing(service, standings[service.name], processes)
        found += _reading(service, standings)
        found += _dead_letters(service, standings[service.name])
        found += _timers(service, standings[service.name])
        found += _set_aside(service, standings[service.name])
    seen = all(standings.values())
    return Examined(
        "events", tuple(found), "all are published and applied, no deadline is late" if seen else None
    )


def _explaining(service: Service) -> frozenset[str]:
    """What keeps a service's worker from its work."""
    name = service.name
    own = {things.process(worker_of(service).name), things.database(name), things.access(name)}
    return _BUS | own


def _publishing(service: Service, standing: Standing | None, processes: Processes) -> Iterator[Finding]:
    if not service.publishes:
        return
    role = worker_of(service)
    flags = [replica.metrics.get("compact_relay_active") for replica in processes.get(role, ())]
    active = sum(flag == 1 for flag in flags)
    if standing is not None and standing.oldest_unpublished_age > UNPUBLISHED_AGE:
        age = _duration(standing.oldest_unpublished_age)
        what = f"{standing.unpublished} events of {service.name} are not on Kafka; the oldest waits for {age}"
    elif active > 1:
        what = f"{active} workers of {service.name} publish at once, and one should: it is repeated, not lost"
    elif flags and not active:
        what = f"no worker of {service.name} publishes"
    else:
        return
    to_do = f"docker compose logs --tail 20 {role.name} shows why; docker compose restart {role.name}"
    yield Finding(what, to_do, things.relay(service.name), _explaining(service))


def _reading(service: Service, standings: Standings) -> Iterator[Finding]:
    standing = standings[service.name]
    for name, source in (standing.sources or {}).items() if standing else ():
        published = standings.get(name)
        fault = _restored(service.name, name, source, published) or _silent(service.name, name, source)
        if fault is not None:
            explained = _explaining(service) | {
                *(things.relay(name), things.process(f"{name}-worker"), things.database(name)),
                *(things.access(name), things.dead_letters(service.name)),
            }
            yield Finding(*fault, things.subscription(service.name, name), explained)


def _restored(service: str, name: str, source: Source, published: Standing | None) -> tuple[str, str] | None:
    """A source whose ledger began a new epoch that is not in force here yet."""
    if published is None or source.heard is None or source.in_force == published.epoch:
        return None
    began = f"the ledger of {name} began a new epoch, as after a restore, and {service}"
    if source.heard == published.epoch:
        progress = f"{source.watermark} of {published.sequence} events are there"
        return f"{began} reads it again: {progress}; until then the former ones count", "wait, and look again"
    return f"{began} has not heard of it yet", _logs(name, service)


def _silent(service: str, name: str, source: Source) -> tuple[str, str] | None:
    """A source that is not heard of, or not complete."""
    if source.heartbeat_age is None:
        return f"{service} has never heard of {name}", _logs(name, service)
    if source.heartbeat_age > HEARTBEAT_AGE:
        return f"{service} has heard nothing of {name} for {_duration(source.heartbeat_age)}", _logs(
            name, service
        )
    if source.lag is None:
        return f"{service} does not have everything of {name} yet", _logs(name, service)
    if source.lag > LAG:
        since = _duration(source.lag)
        return f"{service} does not have all that {name} published in the last {since}", _logs(name, service)
    return None


def _logs(*services: str) -> str:
    workers = " ".join(f"{service}-worker" for service in services)
    return f"if it stays so, docker compose logs --tail 20 {workers} shows why"


def _dead_letters(service: Service, standing: Standing | None) -> Iterator[Finding]:
    if standing is None or not standing.dead_letters:
        return
    number = "1 event" if standing.dead_letters == 1 else f"{standing.dead_letters} events"
    command = f"docker compose exec {service.name}-worker python -m {service.name} dead-letters"
    what = f"{number} could not be applied by {service.name}; the newest in {standing.dead_letter}"
    to_do = f"{command} list; after a repair {command} replay; docs/operators.md"
    yield Finding(what, to_do, things.dead_letters(service.name))


def _timers(service: Service, standing: Standing | None) -> Iterator[Finding]:
    if standing is None or not standing.overdue:
        return
    number = "1 timer" if standing.overdue == 1 else f"{standing.overdue} timers"
    what = f"{number} of {service.name} should have fired: {standing.overdue_timer}"
    yield Finding(what, _logs(service.name), f"the timers of {service.name}", _explaining(service))


def _set_aside(service: Service, standing: Standing | None) -> Iterator[Finding]:
    for queue, items in (standing.set_aside if standing else {}).items():
        command = f"docker compose exec {service.name}-worker python -m {service.name} queues"
        what = f"work of {service.name} is set aside in the queue {queue}: {items}"
        to_do = f"{command}; after a repair {command} retry {queue} --all; docs/operators.md"
        yield Finding(what, to_do, f"the queue {queue} of {service.name}")


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"

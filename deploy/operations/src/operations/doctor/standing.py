"""Where a service's ledger, relay, sources, dead letters and timers stand, as its database shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from chassis.database import ReadSession
from chassis.process.metrics.readings import SOURCES, STANDING
from chassis.process.service import Service
from chassis.queues import store
from chassis.resources.bulk import jobs

GRACE = 10
"""Seconds by which a timer may be late: it is tried again after a fault."""
_HEAD = text("SELECT epoch, sequence FROM chassis.ledger_head")
_DEAD_LETTER = text(
    "SELECT topic, left(error, 200) AS error FROM chassis.dead_letter"
    " WHERE replayed_at IS NULL ORDER BY id DESC LIMIT 1"
)
_OVERDUE = text(
    """
    SELECT count(*) AS number, (array_agg(kind ORDER BY due_at))[1] AS kind,
           (array_agg(left(last_error, 200) ORDER BY due_at))[1] AS error
    FROM chassis.timer
    WHERE fired_at IS NULL AND set_aside_at IS NULL AND kind <> ALL(:imports)
    AND due_at < now() - make_interval(secs => :grace)
    """
)
_EPOCHS = text(
    """
    SELECT heard.source, heard.epoch AS heard, heard.watermark, in_force.epoch AS in_force
    FROM (SELECT DISTINCT ON (source) source, epoch, watermark
          FROM chassis.source ORDER BY source, epoch DESC) heard
    JOIN chassis.current_source in_force USING (source)
    """
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a service has of another's events."""

    lag: float | None = None
    """Age in seconds of the time up to which everything is there; `None`: never yet."""
    heartbeat_age: float | None = None
    """Seconds since it was last heard of; `None`: never yet."""
    heard: UUID | None = None
    """The newest epoch that it was heard in."""
    in_force: UUID | None = None
    """The epoch that the service goes by."""
    watermark: int = 0
    """Up to which sequence of the newest epoch everything is there."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand in one service's database."""

    epoch: UUID
    sequence: int = 0
    """Events that it has published."""
    unpublished: int = 0
    oldest_unpublished_age: float = 0.0
    """Seconds; 0 without any."""
    dead_letters: int = 0
    dead_letter: str | None = None
    """The newest: its topic and its error."""
    overdue: int = 0
    """Timers that are late by more than `GRACE`."""
    overdue_timer: str | None = None
    """The latest of them: its kind, and its error if it was tried."""
    set_aside: Mapping[str, str] = field(default_factory=dict)
    """By queue: how many items are tried no more, and the error of the last of them."""
    sources: Mapping[str, Source] | None = None


async def read(session: ReadSession, service: Service) -> Standing:
    """How things stand. Needs the schema of this release."""
    imports = {"imports": list(jobs.KINDS)}  # which are worked on for as long as they take
    head = (await session.execute(_HEAD)).one()
    standing = (await session.execute(STANDING, imports)).one()
    letter = (await session.execute(_DEAD_LETTER)).one_or_none()
    overdue = (await session.execute(_OVERDUE, {"grace": GRACE, **imports})).one()
    return Standing(
        epoch=head.epoch,
        sequence=head.sequence,
        unpublished=standing.unpublished,
        oldest_unpublished_age=standing.oldest_unpublished_age,
        dead_letters=standing.dead_letters,
        dead_letter=letter and f"{letter.topic}: {letter.error}",
        overdue=overdue.number,
        overdue_timer=": ".join(filter(None, (overdue.kind, overdue.error))) or None,
        set_aside=await _set_aside(session, service),
        sources=await _sources(session, service) if service.sources else {},
    )


async def _set_aside(session: ReadSession, service: Service) -> dict[str, str]:
    found = {}
    for queue in service.all_queues:
        if items := await store.set_aside(session, queue):
            found[queue.name] = f"{len(items)}, the last with {items[-1].error[:200]}"
    return found


async def _sources(session: ReadSession, service: Service) -> dict[str, Source]:
    epochs = {row.source: row for row in await session.execute(_EPOCHS)}
    found = {}
    for row in await session.execute(SOURCES, {"sources": list(service.sources)}):
        epoch = epochs.get(row.source)
        found[row.source] = Source(
            lag=row.lag_seconds,
            heartbeat_age=row.heartbeat_age,
            heard=epoch and epoch.heard,
            in_force=epoch and epoch.in_force,
            watermark=epoch.watermark if epoch else 0,
        )
    return found

"""What an operator does to a ledger and to dead letters: the work behind the command line's upkeep verbs."""

import argparse
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, ledger
from chassis.base.tables import ledger_head
from chassis.database import Database
from chassis.ledger import Origin
from chassis.ledger.events import EventData
from chassis.messaging import dead_letters, relay
from chassis.messaging.subscription import Subscription
from chassis.process.command import Work
from chassis.process.service import Service
from chassis.process.settings import ServiceSettings

Arguments = Callable[[argparse.ArgumentParser], Any]


class EventRedacted(EventData, event_type="compact.event.redacted.v1"):
    """The data of an event was emptied by an operator; its digest stays."""

    event_id: UUID
    reason: str


def _owning(settings: ServiceSettings, service: Service) -> Database:
    return Database(settings.owner_url, name="upkeep", pool_size=2, on_change=service.on_change)


def ledger_upkeep(service: Service) -> tuple[Work, Arguments]:
    """`ledger verify [--full] | new-epoch | redact ID --reason TEXT`."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="action", required=True)
        verify = verbs.add_parser("verify", help="recompute the hash chain")
        verify.add_argument("--full", action="store_true", help="from the beginning, not from the last check")
        verbs.add_parser(
            "new-epoch", help="after a restore from a copy of the files: let all readers re-sync"
        )
        redact = verbs.add_parser("redact", help="empty the data of an event, for good")
        redact.add_argument("id", type=UUID)
        redact.add_argument("--reason", required=True)

    async def work(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
        async with _owning(settings, service) as database:
            if chosen.action == "verify":
                return await _verify(database, full=chosen.full)
            if chosen.action == "new-epoch":
                async with database.engine.begin() as connection:
                    await ledger.renew_epoch(connection, force=True)
                print("A new epoch has begun; the relay publishes the whole ledger again.")
                return 0
            return await redact(database, chosen.id, chosen.reason)

    return work, arguments


async def _verify(database: Database, *, full: bool) -> int:
    async with database.engine.begin() as connection:
        verdict = await ledger.verify(connection, full=full)
    if verdict.fault is None:
        print(f"The ledger is whole up to position {verdict.position}; {verdict.checked} rows were read.")
        return 0
    print(f"The ledger is NOT whole: {verdict.fault}. It is whole up to position {verdict.position}.")
    return 1


async def redact(database: Database, event_id: UUID, reason: str) -> int:
    """Empty the data of the event and record that, in one transaction; 1 when there is no such event."""
    async with database.transaction(Origin("operator", str(event_id))) as tx:
        emptied = await tx.execute(text("SELECT chassis.ledger_redact(:id)"), {"id": event_id})
        if not emptied.scalar_one():
            print(f"There is no event {event_id} with data in this ledger.")
            return 1
        tx.append(EventRedacted(event_id=event_id, reason=reason), subject=event_id)
    print(f"The data of event {event_id} is gone; its digest and place remain.")
    return 0


def replay(service: Service) -> tuple[Work, Arguments]:
    """`replay --after N`: move the relay's cursor back."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--after", type=_sequence, default=0, help="the sequence after which to publish again"
        )

    async def work(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
        async with _owning(settings, service) as database, database.engine.begin() as connection:
            return await _rewind(connection, chosen.after)

    return work, arguments


async def _rewind(connection: AsyncConnection, after: int) -> int:
    last: int = (await connection.execute(select(ledger_head.c.sequence))).scalar_one()
    if after > last:
        print(f"Nothing stands after sequence {after}: the ledger ends at {last}.", file=sys.stderr)
        return 1
    await relay.rewind(connection, after)
    print(f"The relay publishes again what stands after sequence {after}.")
    return 0


def _sequence(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"a sequence is 0 or a larger whole number, not {text}")
    return int(text)


def dead_letter_upkeep(service: Service) -> tuple[Work, Arguments]:
    """`dead-letters list | replay | discard ID --reason TEXT`."""

    def arguments(parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="show what could not be applied")
        actions.add_parser("replay", help="apply it again, after a repair")
        discard = actions.add_parser("discard", help="give up what can never be applied, for good")
        discard.add_argument("id", type=UUID)
        discard.add_argument("--reason", required=True)

    async def work(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
        async with _owning(settings, service) as database:
            if chosen.action == "replay":
                reading = Subscription(
                    database,
                    bus.connect(settings.bus_url.get_secret_value(), settings.bus_security),
                    service.name,
                    service.sources,
                    service.event_router,
                )
                done = await dead_letters.replay(database, reading.apply_again)
                print(f"{len(done)} dead letters were applied.")
            if chosen.action == "discard":
                await _discard(database, chosen.id, chosen.reason)
            left = await dead_letters.waiting(database)
            for row in left:
                place = f"{row.topic}[{row.partition}]@{row.offset}"
                print(f"{row.id} {place} {row.buried_at:%Y-%m-%dT%H:%M:%SZ} {row.error}")
            return 1 if left else 0

    return work, arguments


async def _discard(database: Database, letter_id: UUID, reason: str) -> None:
    async with database.transaction(Origin("operator", str(letter_id))) as tx:
        done = await dead_letters.discard(tx, letter_id, reason)
    print(f"Dead letter {letter_id} {'is given up' if done else 'is not there, or was replayed'}.")

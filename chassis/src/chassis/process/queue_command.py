"""`queues` on the command line of every service: what is set aside, and trying it again."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from chassis.database import Database
from chassis.ledger import Origin
from chassis.process.command import Work
from chassis.process.service import Service
from chassis.process.settings import ServiceSettings
from chassis.queues import Queue, store
from chassis.queues.store import SetAside


def queue_upkeep(service: Service) -> tuple[Work, Callable[[argparse.ArgumentParser], Any]]:
    """`queues [list] | queues retry QUEUE (SUBJECT | --all)`."""
    queues = {queue.name: queue for queue in service.all_queues}

    def arguments(parser: argparse.ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("list", help="show what is set aside (the default)")
        retry = actions.add_parser("retry", help="try again what is set aside, after a repair")
        retry.add_argument("queue", choices=sorted(queues))
        which = retry.add_mutually_exclusive_group(required=True)
        which.add_argument("subject", nargs="?", help="as the list shows it")
        which.add_argument("--all", action="store_true", help="everything in this queue")

    async def work(settings: ServiceSettings, chosen: argparse.Namespace) -> int:
        url = settings.database_url.get_secret_value()
        async with Database(url, name="queues", pool_size=1, on_change=service.on_change) as database:
            if chosen.action == "retry":
                return await _retry(database, queues[chosen.queue], None if chosen.all else chosen.subject)
            found = await _set_aside(database, list(queues.values()))
        for item in found:
            print(_line(item))
        return 1 if found else 0

    return work, arguments


async def _set_aside(database: Database, queues: Sequence[Queue]) -> list[SetAside]:
    async with database.reading() as session:
        return [item for queue in queues for item in await store.set_aside(session, queue)]


async def _retry(database: Database, queue: Queue, subject: str | None) -> int:
    found = [item for item in await _set_aside(database, [queue]) if subject in {None, item.subject}]
    for item in found:
        async with database.transaction(Origin("operator", item.subject)) as tx:
            await store.try_again(tx, item)
        print(f"{queue.name} {item.subject} is tried again.")
    if not found:
        print(f"Nothing{'' if subject is None else f' called {subject}'} is set aside in {queue.name}.")
    return 0 if found or subject is None else 1


def _line(item: SetAside) -> str:
    error = " ".join(item.error.split())[:200]
    since = f"{item.since:%Y-%m-%dT%H:%M:%SZ}"
    return f"{item.queue.name} {item.subject} {item.attempts} tries, set aside {since}: {error}"

"""What must be true after every drill: the ledgers are whole, and every subscriber has what they say."""

import asyncio
import os
from collections import Counter
from typing import Any

from demo.waiting import until
from operations.compose import Compose
from operations.recovery.databases import Databases
from operations.recovery.resync import Reading, readings
from operations.roles import ON_THE_BUS
from tests.support.compose.stack import Stack

SUBMITTED = "compact.report.submitted.v1"
OPENED = "compact.milestone.opened.v1"
_ACTORS = ("compact.actor.registered.v1", "compact.actor.changed.v1")
RECEIVED = (
    ("review", "received_report", "commitments", (SUBMITTED,)),
    ("review", "received_actor", "registry", _ACTORS),
    ("review", "received_process", "registry", ("compact.process.recorded.v1",)),
    ("review", "received_programme_item", "registry", ("compact.programme-item.recorded.v1",)),
    ("commitments", "received_party", "registry", _ACTORS),
    ("commitments", "received_milestone", "review", (OPENED, "compact.milestone.changed.v1")),
)
"""A subscriber, its table, the source, and the types of events that are kept in it."""


def as_an_operator(stack: Stack) -> Compose:
    """`docker compose` for a stack, as its operator would call it."""
    which = {"COMPOSE_PROJECT_NAME": stack.project, "COMPOSE_FILE": ":".join(map(str, stack.files))}
    return Compose({**os.environ, **stack.settings, **which, "COMPOSE_ENV_FILES": os.devnull})


def databases(stack: Stack) -> Databases:
    """The databases of a stack."""
    return Databases(as_an_operator(stack))


def subjects(stack: Stack, source: str, event: str) -> list[str]:
    """What the public events of a type are about, in the order of the ledger."""
    told = f"SELECT subject FROM chassis.ledger WHERE type = '{event}' ORDER BY sequence"
    return [row["subject"] for row in databases(stack).query(source, told)]


def acknowledged(stack: Stack) -> Counter[str]:
    """The ids of all milestones and reports that partners were told of, by the ledgers."""
    return Counter([*subjects(stack, "review", OPENED), *subjects(stack, "commitments", SUBMITTED)])


def epochs(stack: Stack) -> dict[str, str]:
    """The present epoch of each ledger."""
    head = "SELECT epoch FROM chassis.ledger_head"
    return {service.name: databases(stack).query(service.name, head)[0]["epoch"] for service in ON_THE_BUS}


async def all_is_read(stack: Stack) -> None:
    """Wait until every subscriber has read everything."""

    def behind() -> list[Reading]:
        return [one for one in readings(databases(stack)) if not one.covered]

    async def read() -> bool:
        return not await asyncio.to_thread(behind)

    await until(read, every=1.0, within=240)


def check(stack: Stack) -> None:
    """Compare the ledgers with their own hashes, and what is received with the ledgers."""
    for service in ON_THE_BUS:
        stack.exec(f"{service.name}-api", "python", "-m", service.name, "ledger", "verify", "--full")
    of = databases(stack)
    heads = epochs(stack)
    for reader, table, source, types in RECEIVED:
        listed = ", ".join(f"'{one}'" for one in types)
        told = f"SELECT sequence, time FROM chassis.ledger WHERE type IN ({listed}) ORDER BY sequence"
        kept = (
            f"SELECT sequence, time FROM {reader}.{table} WHERE epoch = '{heads[source]}' ORDER BY sequence"
        )
        in_force: list[dict[str, Any]] = of.query(
            reader, f"SELECT epoch FROM chassis.current_source WHERE source = '{source}'"
        )
        assert in_force == [{"epoch": heads[source]}], (reader, source)
        assert of.query(reader, kept) == of.query(source, told), (reader, table)
    for service in ON_THE_BUS:
        unread = "SELECT id FROM chassis.dead_letter WHERE replayed_at IS NULL"
        assert of.query(service.name, unread) == [], service.name

"""From the deadline to the agenda, over a record that grows to 193,000 commitments.

The record goes the way that it goes in life: from the ledger of the commitments service by its relay over the
bus into the review service.
"""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from bench.client import created, within
from bench.figure import GIGABYTE, Figure, Measurement, Setting, at_most
from bench.parties import introduce, sign_in, states
from bench.record import append, judge_again, needs_attention, promises
from bench.stage import received_all, running_system
from chassis.database import Database
from embedded.layout import BUS
from embedded.system import System

STATES = 193
POOR_OF, BETTER_OF = 10, 100
"""One commitment of so many needs attention: at first, and after progress at the end."""
AHEAD = timedelta(seconds=2)
"""How long before its deadline a milestone is opened."""
POLL = 0.01
TIMEOUT = 60.0
EVENT = "compact.agenda.assembled.v1"
MEETING = {
    "title": "Review forum",
    "starts_at": "2030-05-06T14:00:00Z",
    "ends_at": "2030-05-09T22:00:00Z",
    "minutes": 4 * 360,
}


@dataclass(frozen=True)
class Stage:
    """The system, who opens milestones in it, and where to look."""

    system: System
    authorization: str
    review: "asyncpg.Connection[asyncpg.Record]"
    bus: "asyncpg.Connection[asyncpg.Record]"

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What review answers to a creation."""
        return await created(self.system.layout.ports["review"], self.authorization, path, body)


async def measure(setting: Setting) -> list[Measurement]:
    """Let deadlines pass at 10, 100 and 1,000 commitments a State, then once more when nearly all is well."""
    async with running_system(setting) as system:
        await asyncio.gather(introduce(system), system.command("review", "load-reference"))
        [authorization] = await sign_in(system, setting, [("secretariat", "secretariat", "")])
        review = await asyncpg.connect(system.postgres.url("review", "review"))
        bus = await asyncpg.connect(system.postgres.url(BUS, BUS))
        try:
            return await _grow(setting, Stage(system, authorization, review, bus))
        finally:
            await bus.close()
            await review.close()


async def _grow(setting: Setting, stage: Stage) -> list[Measurement]:
    url = stage.system.postgres.url("commitments", "commitments")
    lines: list[Measurement] = []
    poor = []
    present = 0
    async with Database(url, name="bench", pool_size=1) as database:
        for each in setting.choose((1,), (10, 100), (10, 100, 1000)):
            new = promises(states(STATES), range(present, each))
            poor += [one for one in new if needs_attention(one, POOR_OF)]
            began, events = time.perf_counter(), await append(database, new, POOR_OF)
            received = await _received(stage.system, began, events)
            lines += [received, *await _pass_deadlines(setting, stage, each, POOR_OF)]
            present = each
        await judge_again(database, poor, BETTER_OF)
        await received_all(stage.system, "review", "commitments")
        return [*lines, *await _pass_deadlines(setting, stage, present, BETTER_OF)]


async def _received(system: System, began: float, events: int) -> Measurement:
    appended = time.perf_counter() - began
    await received_all(system, "review", "commitments")
    seconds = time.perf_counter() - began
    rounds = [{"events": events, "seconds": seconds, "appended_after": appended}]
    return Measurement(f"reception of {events:,} events", events / seconds, "/s", rounds=rounds)


async def _pass_deadlines(setting: Setting, stage: Stage, each: int, poor_of: int) -> list[Measurement]:
    taken = [await _pass_deadline(stage) for _ in range(setting.choose(1, 3, 3))]
    medians = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    size = f"{STATES * each:,}, 1 of {poor_of}"
    within = at_most(1) if each == 1000 else None
    return [
        Measurement(f"{size}: deadline to event", medians["event_s"], "s", None, at_most(2.5), taken),
        Measurement(f"{size}: deadline to bus", medians["bus_s"], "s"),
        Measurement(f"{size}: assembly alone", medians["assembly_s"], "s", None, within),
    ]


async def _pass_deadline(stage: Stage) -> dict[str, float]:
    """Seconds from a deadline until its agenda is in the ledger and on the bus, and of the assembly alone."""
    due_at = datetime.now(UTC) + AHEAD
    meeting = await stage.post("/v1/meetings", MEETING)
    wanted = {
        "title": "Reports",
        "framework": "GCM",
        "meeting_id": meeting["id"],
        "due_at": due_at.isoformat(),
    }
    milestone = await stage.post("/v1/milestones", wanted)
    recorded = "SELECT time FROM chassis.ledger WHERE subject = $1 AND type = $2"
    carried = (
        "SELECT published_at FROM message WHERE topic = 'compact.review'"
        " AND headers @> ARRAY[convert_to($1, 'UTF8'), convert_to($2, 'UTF8')]"
    )
    event = await _first(stage.review, recorded, meeting["id"], EVENT)
    on_bus = await _first(stage.bus, carried, meeting["id"], EVENT)
    return {
        "event_s": (event - due_at).total_seconds(),
        "bus_s": (on_bus - due_at).total_seconds(),
        "assembly_s": _assembly(stage.system, milestone["reference"]),
    }


async def _first(connection: "asyncpg.Connection[asyncpg.Record]", query: str, *values: str) -> datetime:
    """What `query` finds, once it finds something."""
    async with within(TIMEOUT, "the agenda"):
        while (found := await connection.fetchval(query, *values)) is None:
            await asyncio.sleep(POLL)
    moment: datetime = found
    return moment


def _assembly(system: System, milestone: str) -> float:
    """Seconds that review says it took to assemble the agenda of `milestone`."""
    lines = system.layout.log_file("review").read_text(encoding="utf-8").splitlines()
    logged = (json.loads(line) for line in reversed(lines) if '"agenda assembled"' in line)
    took: float = next(one["took_ms"] for one in logged if one["milestone"] == milestone)
    return took / 1000


AGENDA = Figure(
    "agenda",
    "Deadline to agenda: commitments, and 1 of so many in need of attention",
    measure,
    disk=6 * GIGABYTE,
)

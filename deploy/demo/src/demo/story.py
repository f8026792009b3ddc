"""The story: States report through the public API, the deadline passes, and the agenda stands there."""

import asyncio
import statistics
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console

from demo import display, norms, reports
from demo.cast import LAST_MOMENT, REPORTERS, TOO_LATE, Cast
from demo.display import Played
from demo.first_writes import STATE
from demo.loading import load
from demo.measures import Measures
from demo.system import System
from demo.waiting import attempt, until

MEBIBYTE = 1024 * 1024
SECONDS_TO_DEADLINE = 5.0
BEFORE_DEADLINE = 0.15
"""How long before the deadline the State of the last moment presses the key, in seconds."""
FROM_THE_REGISTRY = {"policy_gaps", "regional_reviews"}
"""Items of the agenda that are there when review has received the reference facts and a gap analysis."""


async def play(system: System, console: Console, measures: Measures) -> Played:
    """Play the story; returns what it leaves behind."""
    with measures.step("Load reference facts and real data"):
        await load(system, console)
    with measures.step("Register 25 partner systems"):
        cast = await Cast.register(system)
    try:
        meeting, milestone = await _play(cast, console, measures)
    finally:
        await cast.close()
    _note_memory(system, measures)
    return Played(meeting, milestone, cast.states[STATE].credentials, cast.secretariat.credentials)


async def _play(cast: Cast, console: Console, measures: Measures) -> tuple[str, str]:
    with measures.step("Review has received all that was loaded, and a gap analysis of it"):
        meeting = await _schedule(cast)
        milestone, seen = await _open(cast, meeting)
    drafted, finding, practice = await asyncio.gather(
        reports.draft(cast, milestone),
        norms.raise_finding(cast, console),
        norms.adopt_practice(cast, console),
    )
    delays = [await reports.submit(cast, milestone, code, drafted[code]) for code in REPORTERS]
    measures.note(
        "201 to the effect in another service (median)", f"{statistics.median(delays) * 1000:.0f} ms"
    )
    milestone = await _move(cast, milestone, datetime.now(UTC) + timedelta(seconds=SECONDS_TO_DEADLINE))
    due_at = datetime.fromisoformat(milestone["due_at"])
    console.print(f"Milestone {milestone['reference']}: 193 reports are due at {due_at:%H:%M:%S} UTC.")
    last, late = due_at - timedelta(seconds=BEFORE_DEADLINE), due_at + timedelta(milliseconds=1)
    await asyncio.gather(
        reports.submit_at(cast, LAST_MOMENT, drafted[LAST_MOMENT], last, console),
        reports.submit_at(cast, TOO_LATE, drafted[TOO_LATE], late, console),
    )
    agenda = await until(lambda: cast.secretariat.find(f"/v1/meetings/{meeting['id']}/agenda"))
    things = {one["id"] for one in (meeting, milestone, finding, practice)}
    events = await _events(cast, seen, things)
    assembled = next(event for event in events if event["type"] == "compact.agenda.assembled.v1")
    passed = datetime.fromisoformat(assembled["time"]) - due_at
    measures.note("Deadline to the agenda's event", f"{passed.total_seconds():.2f} s")
    await until(lambda: reports.late_is_seen(cast, milestone))
    display.show_matrix(console, await reports.matrix(cast, milestone))
    display.show_agenda(console, agenda)
    display.show_events(console, events)
    return meeting["id"], milestone["id"]


def _note_memory(system: System, measures: Measures) -> None:
    if by_name := system.memory():
        parts = "\n".join(f"{name} {size // MEBIBYTE} MiB" for name, size in sorted(by_name.items()))
        measures.note("Memory of all processes", f"{sum(by_name.values()) // MEBIBYTE} MiB\n{parts}")


async def _schedule(cast: Cast) -> dict[str, Any]:
    meeting = {
        "title": "International Migration Review Forum (demonstration)",
        "place": "New York",
        "starts_at": "2030-05-06T14:00:00Z",
        "ends_at": "2030-05-09T22:00:00Z",
        "time_zone": "America/New_York",
        "minutes": 4 * 360,
    }
    return await cast.secretariat.post("/v1/meetings", meeting)


async def _open(cast: Cast, meeting: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """Open the milestone, when the review service has received what was loaded and what follows from it.

    Returns it, and up to where each ledger was read by then.
    """
    loaded_at = datetime.now(UTC)
    wanted = {"title": "Voluntary national reports", "framework": "GCM", "meeting_id": meeting["id"]}

    async def trial() -> dict[str, Any] | None:
        due_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        return await attempt(lambda: cast.secretariat.post("/v1/milestones", {**wanted, "due_at": due_at}))

    milestone = await until(trial)

    async def caught_up() -> dict[str, int] | None:
        preview = await cast.secretariat.get(f"/v1/milestones/{milestone['id']}/agenda:preview")
        cuts = [cut for cut in preview["cuts"] if datetime.fromisoformat(cut["time"]) > loaded_at]
        there = {item["rule"] for item in preview["items"]}
        if len(cuts) < len(preview["cuts"]) or not there >= FROM_THE_REGISTRY:
            return None
        return {cut["source"]: cut["sequence"] for cut in cuts}

    return milestone, await until(caught_up, every=0.2)


async def _move(cast: Cast, milestone: dict[str, Any], due_at: datetime) -> dict[str, Any]:
    """Move the deadline to seconds ahead, as the secretariat may while it has not passed."""
    path = f"/v1/milestones/{milestone['id']}"
    return await cast.secretariat.patch(path, milestone, {"due_at": due_at.isoformat()})


async def _events(cast: Cast, seen: Mapping[str, int], things: set[str]) -> list[dict[str, Any]]:
    """The public events about `things`, from the ledgers of the three services."""
    found: list[dict[str, Any]] = []
    for ledger in ("review", "commitments", "registry"):
        after: str | int | None = seen.get(ledger, 0)
        while after is not None:
            page = await cast.secretariat.get(f"/v1/ledgers/{ledger}", after=after, limit=500)
            found += [event for event in page["items"] if _concerns(event, things)]
            after = page["next_cursor"]
    return found


def _concerns(event: dict[str, Any], things: set[str]) -> bool:
    data = event.get("data", {})
    return any(data.get(name) in things for name in ("milestone_id", "meeting_id", "practice_id", "id"))

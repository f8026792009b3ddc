"""The story: States report through the public API, the deadline passes, and the agenda stands there."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from rich.console import Console

from embedded.demo import display
from embedded.demo.loading import load
from embedded.demo.measures import Measures, resident_memory
from embedded.demo.partners import Partner, Refused
from embedded.system import System

REPORTERS = ("BGD", "BRA", "CAN", "COL", "DEU", "EGY", "GHA", "KEN", "MAR", "PHL")
LAST_MOMENT, TOO_LATE = "NAM", "FJI"
SECONDS_TO_DEADLINE = 8.0
BEFORE_DEADLINE = 0.15
"""How long before the deadline the State of the last moment presses the key, in seconds."""

T = TypeVar("T")


@dataclass
class Cast:
    """Who takes part."""

    secretariat: Partner
    states: dict[str, Partner]

    async def close(self) -> None:
        """Close everybody's connections."""
        await asyncio.gather(*(one.close() for one in (self.secretariat, *self.states.values())))


async def tell(system: System, console: Console, measures: Measures) -> tuple[str, str]:
    """Play the story; returns the ids of the meeting and the milestone."""
    with measures.step("Load reference facts and real data"):
        await load(system, console)
    with measures.step("Register 13 partner systems"):
        cast = await _register(system)
    try:
        return await _play(cast, console, measures)
    finally:
        await cast.close()


async def _register(system: System) -> Cast:
    codes = (*REPORTERS, LAST_MOMENT, TOO_LATE)
    wanted = [("Secretariat", "secretariat", ""), *((f"Ministry of {code}", "state", code) for code in codes)]
    secretariat, *states = await Partner.register(system, wanted)
    return Cast(secretariat, dict(zip(codes, states, strict=True)))


async def _play(cast: Cast, console: Console, measures: Measures) -> tuple[str, str]:
    with measures.step("Review has received all that was loaded"):
        meeting = await _schedule(cast)
        milestone, seen = await _open(cast, meeting)
    due_at = datetime.fromisoformat(milestone["due_at"])
    console.print(f"Milestone {milestone['reference']}: 193 reports are due at {due_at:%H:%M:%S} UTC.")
    reports = await _draft(cast, milestone)
    delays = [await _submit(cast, milestone, code, reports[code]) for code in REPORTERS]
    measures.note(
        "201 to the effect in another service (median)", f"{statistics.median(delays) * 1000:.0f} ms"
    )
    await asyncio.gather(
        _submit_at(cast, LAST_MOMENT, reports, due_at - timedelta(seconds=BEFORE_DEADLINE), console),
        _submit_at(cast, TOO_LATE, reports, due_at + timedelta(milliseconds=1), console),
    )
    agenda = await _until(lambda: cast.secretariat.find(f"/v1/meetings/{meeting['id']}/agenda"))
    events = await _events(cast, milestone, seen)
    assembled = next(event for event in events if event["type"] == "compact.agenda.assembled.v1")
    passed = datetime.fromisoformat(assembled["time"]) - due_at
    measures.note("Deadline to the agenda's event", f"{passed.total_seconds():.2f} s")
    await _until(lambda: _late_is_seen(cast, milestone))
    total, by_name = resident_memory()
    parts = "\n".join(f"{name} {size} MiB" for name, size in sorted(by_name.items()))
    measures.note("Memory of all processes", f"{total} MiB\n{parts}")
    display.show_matrix(console, await _matrix(cast, milestone))
    display.show_agenda(console, agenda)
    display.show_events(console, events)
    return meeting["id"], milestone["id"]


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
    """Open the milestone, when the review service has received what was loaded.

    Returns it, and up to where each ledger was read by then.
    """
    loaded_at = datetime.now(UTC)
    wanted = {"title": "Voluntary national reports", "framework": "GCM", "meeting_id": meeting["id"]}

    async def trial() -> dict[str, Any] | None:
        due_at = datetime.now(UTC) + timedelta(hours=1)
        try:
            return await cast.secretariat.post("/v1/milestones", {**wanted, "due_at": due_at.isoformat()})
        except Refused:
            return None  # it knows no States yet

    milestone = await _until(trial)

    async def caught_up() -> dict[str, int] | None:
        preview = await cast.secretariat.get(f"/v1/milestones/{milestone['id']}/agenda:preview")
        cuts = [cut for cut in preview["cuts"] if datetime.fromisoformat(cut["time"]) > loaded_at]
        return {cut["source"]: cut["sequence"] for cut in cuts} if len(cuts) == len(preview["cuts"]) else None

    seen = await _until(caught_up, every=0.2)
    return await _move(cast, milestone, datetime.now(UTC) + timedelta(seconds=SECONDS_TO_DEADLINE)), seen


async def _move(cast: Cast, milestone: dict[str, Any], due_at: datetime) -> dict[str, Any]:
    """Move the deadline to seconds ahead, as the secretariat may while it has not passed."""
    path = f"/v1/milestones/{milestone['id']}"
    return await cast.secretariat.patch(path, milestone["version"], {"due_at": due_at.isoformat()})


async def _draft(cast: Cast, milestone: dict[str, Any]) -> dict[str, str]:
    """Every State writes, completes and signs off its report; returns the reports' ids by State."""

    async def draft(code: str, state: Partner) -> tuple[str, str]:
        content = {
            "milestone_id": milestone["id"],
            "party": code,
            "title": f"Voluntary national report of {code}",
            "language": "en",
            "challenges": [
                {"goal": "1", "text": "Administrative data are not yet disaggregated by sex and age."}
            ],
            "practices": [
                {"goal": "18", "title": "Skills passports", "text": "Skills are recognised before departure."}
            ],
        }
        report = await _until(lambda: _try(lambda: state.post("/v1/reports", content)))
        for verb in ("complete", "sign-off"):
            await state.post(f"/v1/reports/{report['id']}:{verb}")
        return code, report["id"]

    return dict(await asyncio.gather(*(draft(code, state) for code, state in cast.states.items())))


async def _submit(cast: Cast, milestone: dict[str, Any], code: str, report: str) -> float:
    """Submit, and wait until the review service shows it; returns the seconds in between."""
    await cast.states[code].post(f"/v1/reports/{report}:submit")
    answered = time.monotonic()

    async def seen() -> bool:
        return (await _statuses(cast, milestone)).get(code) == "submitted_on_time"

    await _until(seen, every=0.002)
    return time.monotonic() - answered


async def _submit_at(
    cast: Cast, code: str, reports: dict[str, str], moment: datetime, console: Console
) -> None:
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
    await cast.states[code].post(f"/v1/reports/{reports[code]}:submit")
    report = await cast.states[code].get(f"/v1/reports/{reports[code]}")
    console.print(f"{code} submitted; by the ledger's clock at {report['first_submitted_at']}.")


async def _late_is_seen(cast: Cast, milestone: dict[str, Any]) -> bool:
    return (await _statuses(cast, milestone)).get(TOO_LATE) == "submitted_late"


async def _statuses(cast: Cast, milestone: dict[str, Any]) -> dict[str, str]:
    return {row["party"]: row["status"] for row in (await _matrix(cast, milestone))["rows"]}


async def _matrix(cast: Cast, milestone: dict[str, Any]) -> dict[str, Any]:
    return await cast.secretariat.get(f"/v1/milestones/{milestone['id']}/submissions")


async def _events(cast: Cast, milestone: dict[str, Any], seen: dict[str, int]) -> list[dict[str, Any]]:
    """The public events of this milestone, from the ledgers of the two services."""
    found: list[dict[str, Any]] = []
    for ledger in ("review", "commitments"):
        after: str | int | None = seen.get(ledger, 0)
        while after is not None:
            page = await cast.secretariat.get(f"/v1/ledgers/{ledger}", after=after, limit=500)
            found += [event for event in page["items"] if _tells_of(event, milestone)]
            after = page["next_cursor"]
    return found


def _tells_of(event: dict[str, Any], milestone: dict[str, Any]) -> bool:
    data = event.get("data", {})
    return bool(
        data.get("milestone_id") == milestone["id"] or data.get("meeting_id") == milestone["meeting_id"]
    )


async def _try(call: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any] | None:
    try:
        return await call()
    except Refused:
        return None  # the milestone has not reached the commitments service yet


async def _until(ask: Callable[[], Awaitable[T | None]], every: float = 0.02, within: float = 60.0) -> T:
    """The first true answer. Raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (answer := await ask()):
            await asyncio.sleep(every)
        return answer

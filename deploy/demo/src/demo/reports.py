"""The reports of the story: written, submitted in time, at the last moment, and too late."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from demo.cast import TOO_LATE, Cast
from demo.partners import Partner
from demo.waiting import attempt, until

SIGNED_OFF = 3
"""The version of a report that was drafted, completed and signed off, and not changed in between."""


async def draft(cast: Cast, milestone: dict[str, Any]) -> dict[str, str]:
    """Every State writes, completes and signs off its report; returns the reports' ids by State."""

    async def write(code: str, state: Partner) -> tuple[str, str]:
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
        report = await until(lambda: attempt(lambda: state.post("/v1/reports", content)))
        completed = await state.post(f"/v1/reports/{report['id']}:complete", seen=report)
        await cast.focal_points[code].post(f"/v1/reports/{report['id']}:sign-off", seen=completed)
        return code, report["id"]

    return dict(await asyncio.gather(*(write(code, state) for code, state in cast.states.items())))


async def submit(cast: Cast, milestone: dict[str, Any], code: str, report: str) -> float:
    """Submit, and wait until the review service shows it; returns the seconds in between."""
    await _submit(cast, code, report)
    answered = time.monotonic()

    async def seen() -> bool:
        return (await _statuses(cast, milestone)).get(code) == "submitted_on_time"

    await until(seen, every=0.002)
    return time.monotonic() - answered


async def submit_at(cast: Cast, code: str, report: str, moment: datetime, console: Console) -> None:
    """Submit at a `moment`, by this machine's clock."""
    await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
    await _submit(cast, code, report)
    shown = await cast.states[code].get(f"/v1/reports/{report}")
    console.print(f"{code} submitted; by the ledger's clock at {shown['first_submitted_at']}.")


async def _submit(cast: Cast, code: str, report: str) -> None:
    await cast.states[code].post(f"/v1/reports/{report}:submit", seen={"id": report, "version": SIGNED_OFF})


async def late_is_seen(cast: Cast, milestone: dict[str, Any]) -> bool:
    """Whether the review service shows the report that came too late."""
    return (await _statuses(cast, milestone)).get(TOO_LATE) == "submitted_late"


async def matrix(cast: Cast, milestone: dict[str, Any]) -> dict[str, Any]:
    """The submission matrix."""
    return await cast.secretariat.get(f"/v1/milestones/{milestone['id']}/submissions")


async def _statuses(cast: Cast, milestone: dict[str, Any]) -> dict[str, str]:
    return {row["party"]: row["status"] for row in (await matrix(cast, milestone))["rows"]}

"""Partners at work during a drill: milestones are opened and reports submitted all the time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, Self
from uuid import uuid4

import httpx

from demo.cast import REPORTERS
from demo.partners import Partner, Refused, tag
from demo.waiting import attempt, until
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.support.compose.deployed import Deployed
from tests.support.compose.stack import Stack

AGAIN = {409, 429, 500, 502, 503, 504}
PATIENCE = 240.0
PAUSE = 0.2
"""Seconds between two milestones: partners are not a load test."""
ASK_AGAIN = 0.5
"""Seconds between two tries to report to a milestone that is not known yet; many wait while Kafka is away."""
_TIMES = {"starts_at": "2030-05-06T14:00:00Z", "ends_at": "2030-05-09T22:00:00Z", "minutes": 1440}


class Persistent(Partner):
    """Repeats a request with the same key until it is answered, as partners are told to."""

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, seen: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What the system says in the end. Raises `Refused`, and `TimeoutError`."""
        headers = {"Idempotency-Key": str(uuid4())}
        if seen is not None:
            headers["If-Match"] = tag(seen)

        async def answered() -> httpx.Response | None:
            try:
                answer = await self._http.post(path, json=body, headers=headers)
            except httpx.TransportError:
                return None
            return None if answer.status_code in AGAIN else answer

        answer = await until(answered, every=PAUSE, within=PATIENCE)
        told: dict[str, Any] = answer.json()
        if answer.is_error:
            raise Refused(told)
        return told


@dataclass
class Traffic:
    """Who writes, and what was acknowledged to them."""

    secretariat: Persistent
    states: dict[str, Persistent]
    before: Counter[str] = field(default_factory=Counter)
    """Milestones and reports that others have written before, by their ids."""
    opened: list[str] = field(default_factory=list)
    """Milestones, by their ids."""
    submitted: list[str] = field(default_factory=list)
    """Reports, by their ids."""

    @classmethod
    async def register(cls, stack: Stack) -> Self:
        """Everybody, with an API client and a token, on a system with the reference data that they need."""
        for service in ("registry", "review"):
            await Deployed(stack).command(service, "load-reference")
        states = [(f"Ministry of {code}", "state focal_point", code) for code in REPORTERS]
        wanted = [("Secretariat", "secretariat", ""), *states]
        secretariat, *partners = await Persistent.register(Deployed(stack), wanted)
        before = await asyncio.to_thread(ledgers.acknowledged, stack)
        return cls(secretariat, dict(zip(REPORTERS, partners, strict=True)), before)

    async def close(self) -> None:
        """Close everybody's connections."""
        await asyncio.gather(*(one.close() for one in (self.secretariat, *self.states.values())))

    async def open_milestone(self, **more: str) -> dict[str, Any]:
        """A milestone that is due tomorrow; as soon as the review service knows whom it asks."""
        due_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        wanted = {"title": "Reports during a drill", "framework": "GCM", "due_at": due_at, **more}

        async def opened() -> dict[str, Any] | None:
            return await attempt(lambda: self.secretariat.post("/v1/milestones", wanted))

        milestone = await until(opened, within=PATIENCE)
        self.opened.append(milestone["id"])
        return milestone

    async def sign_off(self, milestone: dict[str, Any], party: str) -> str:
        """A report that only needs to be submitted, by its id."""
        state = self.states[party]
        content = {"milestone_id": milestone["id"], "party": party, "title": f"Report of {party}"}

        async def draft() -> dict[str, Any] | None:
            return await attempt(lambda: state.post("/v1/reports", content))

        report = await until(draft, every=ASK_AGAIN, within=PATIENCE)  # until commitments knows the milestone
        seen = report
        for verb in ("complete", "sign-off"):
            seen = await state.post(f"/v1/reports/{report['id']}:{verb}", seen=seen)
        identifier: str = report["id"]
        return identifier

    async def submit(self, party: str, report: str) -> None:
        """Submit a report."""
        await self.states[party].post(f"/v1/reports/{report}:submit", seen={"id": report, "version": 3})
        self.submitted.append(report)

    async def report(self, milestone: dict[str, Any], party: str) -> None:
        """Write a report and submit it."""
        await self.submit(party, await self.sign_off(milestone, party))

    async def statuses(self, milestone: dict[str, Any]) -> dict[str, str]:
        """What the review service shows of each party's report."""
        told = await self.secretariat.get(f"/v1/milestones/{milestone['id']}/submissions")
        return {row["party"]: row["status"] for row in told["rows"]}

    async def assemble(self) -> str:
        """Let a deadline pass for which all have reported; the path of the agenda that there is then."""
        meeting = await self.secretariat.post("/v1/meetings", {"title": "Forum", **_TIMES})
        milestone = await self.open_milestone(meeting_id=meeting["id"])
        for party in self.states:
            await self.report(milestone, party)
        soon = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
        path = f"/v1/milestones/{milestone['id']}"
        seen = await self.secretariat.get(path)
        await self.secretariat.patch(path, seen, {"due_at": soon})
        agenda = f"/v1/meetings/{meeting['id']}/agenda"
        await until(lambda: self.secretariat.find(agenda), every=PAUSE, within=PATIENCE)
        return agenda

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Let everybody work until the block ends; then wait for the reports that were begun."""
        end = asyncio.Event()
        async with asyncio.TaskGroup() as working:
            working.create_task(self._work(end, working))
            try:
                yield
            finally:
                end.set()

    async def _work(self, end: asyncio.Event, working: asyncio.TaskGroup) -> None:
        for party in cycle(self.states):
            if end.is_set():
                return
            milestone = await self.open_milestone()
            working.create_task(self.report(milestone, party))
            await asyncio.sleep(PAUSE)

    async def more(self, number: int) -> None:
        """Wait until `number` more milestones and reports are acknowledged."""
        await asyncio.gather(_growth(self.opened, number), _growth(self.submitted, number))

    async def opens(self, number: int) -> None:
        """Wait until `number` more milestones are acknowledged."""
        await _growth(self.opened, number)


async def _growth(acknowledged: list[str], number: int) -> None:
    wanted = len(acknowledged) + number

    async def there() -> bool:
        return len(acknowledged) >= wanted

    await until(there, every=PAUSE, within=PATIENCE)

"""Clients that work without a pause during a drill, and notice how long they got no success."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from secrets import token_hex
from typing import Any
from uuid import uuid4

import httpx

from demo.partners import Partner
from tests.support.compose.deployed import Deployed
from tests.support.compose.stack import Stack

PAUSE = 0.1
AGAIN = {409, 429}
PROMISED = {502, 503}
"""What partners are told that they may get while something restarts."""
CUT = "the connection broke"
AT_WORK = 409
"""What a request gets that is repeated after the connection broke, while the first one is still worked on."""
MEETING = {"starts_at": "2030-05-06T14:00:00Z", "ends_at": "2030-05-09T22:00:00Z", "minutes": 1440}
COMMITMENT = {
    "party": "KEN",
    "kind": "policy",
    "horizon": "medium",
    "alignments": [{"framework": "GCM", "goal": "5", "degree": "high"}],
}


@dataclass
class Probe:
    """What happened to one client."""

    noun: str
    mark: str = field(default_factory=lambda: token_hex(3))
    """Begins the titles of what this client writes."""
    succeeded: list[float] = field(default_factory=lambda: [time.monotonic()])
    """When, by the monotonic clock; the first is when it began."""
    ended: float | None = None
    """When it stopped working."""
    failed: Counter[int | str] = field(default_factory=Counter)
    """How often which status came instead, or no answer at all."""
    written: list[str] = field(default_factory=list)
    """The titles of what was acknowledged."""

    @property
    def longest_gap(self) -> float:
        """The most seconds between two successes, or between the last one and the end."""
        moments = [*self.succeeded, self.ended or time.monotonic()]
        return max(later - earlier for earlier, later in pairwise(moments))

    def __str__(self) -> str:
        failures = [f"{number} times {what}" for what, number in self.failed.items()] or ["no failure"]
        succeeded = f"{self.noun}: {len(self.succeeded) - 1} successes"
        return f"{succeeded}, {', '.join(failures)}, longest gap {self.longest_gap:.2f} s"


class Prober(Partner):
    """One client that reads, or writes, again and again."""

    async def read(self, path: str, probe: Probe, end: asyncio.Event) -> None:
        """Read `path` until the end."""
        while not end.is_set():
            await self._attempt(probe, "GET", path)
            await asyncio.sleep(PAUSE)

    async def write(self, path: str, body: dict[str, Any], probe: Probe, end: asyncio.Event) -> None:
        """Create one thing after the other until the end, each repeated with its key until it is there."""
        number = 0
        while not end.is_set():
            number += 1
            title, key = f"{probe.mark} {number}", {"Idempotency-Key": str(uuid4())}
            while not await self._attempt(probe, "POST", path, json={**body, "title": title}, headers=key):
                await asyncio.sleep(PAUSE)
            probe.written.append(title)
            await asyncio.sleep(PAUSE)

    async def _attempt(self, probe: Probe, method: str, path: str, **more: Any) -> bool:
        try:
            answer = await self._http.request(method, path, **more)
        except httpx.TransportError:
            probe.failed[CUT] += 1
            return False
        assert not answer.is_client_error or answer.status_code in AGAIN, answer.text
        if answer.is_success:
            probe.succeeded.append(time.monotonic())
        else:
            probe.failed[answer.status_code] += 1
        return answer.is_success


@asynccontextmanager
async def probing(stack: Stack) -> AsyncIterator[list[Probe]]:
    """Readers and writers of each service, at work for as long as the block lasts."""
    wanted = [("Prober", "secretariat", ""), ("Prober of KEN", "state focal_point", "KEN")]
    secretariat, state = await Prober.register(Deployed(stack), wanted)
    end = asyncio.Event()
    probes = {name: Probe(name) for name in ("actors", "milestones", "reports", "meeting", "commitment")}
    try:
        async with asyncio.TaskGroup() as working:
            for noun in ("actors", "milestones", "reports"):
                working.create_task(secretariat.read(f"/v1/{noun}?limit=1", probes[noun], end))
            working.create_task(secretariat.write("/v1/meetings", MEETING, probes["meeting"], end))
            working.create_task(state.write("/v1/commitments", COMMITMENT, probes["commitment"], end))
            try:
                yield list(probes.values())
            finally:
                end.set()
                for probe in probes.values():
                    probe.ended = time.monotonic()
    finally:
        await asyncio.gather(secretariat.close(), state.close())

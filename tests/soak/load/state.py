"""A State: commits, is measured, and reports on one side of the deadline or the other."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.soak.load.client import Client
from tests.soak.load.journal import Outcome, Write
from tests.soak.load.secretariat import Milestone

PAUSE = 2.0
"""Seconds between two commitments, at most."""
RECORDINGS = 2
GOALS = tuple(str(number) for number in range(1, 24))
YEARS = range(2021, 2026)
SUBMITTED_FROM, SUBMITTED_UNTIL = -4.0, 6.0
"""Seconds from the deadline between which reports are submitted; the last ones find it locked."""


class State:
    """The partner system of one State."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._chance = client.chance
        self._party = client.name

    async def act(self, milestone: Awaitable[Milestone | None]) -> None:
        """Live through one round: commit and be measured until the report is submitted."""
        reporting = asyncio.ensure_future(self._report(milestone))
        try:
            while not reporting.done():
                await self._commit()
        finally:
            reporting.cancel()
            await asyncio.gather(reporting, return_exceptions=True)
        reporting.result()

    async def _commit(self) -> None:
        await self._client.pause(0.0, PAUSE)
        draft = self._commitment()
        made = await self._client.write(
            "commitments",
            "/v1/commitments",
            draft,
            tells="compact.commitment.drafted.v1",
            facts={"version": 1},
        )
        if made.receipts and await self._publish(made.receipts[0]["id"], draft):
            await self._measure(made.receipts[0]["indicators"][0]["id"])

    async def _publish(self, commitment: str, draft: dict[str, Any]) -> bool:
        for version, (verb, event) in enumerate((("submit", "submitted"), ("approve", "approved")), 1):
            path, tells = f"/v1/commitments/{commitment}:{verb}", f"compact.commitment.{event}.v1"
            facts = {"commitment_id": commitment}
            taken = await self._client.write("commitments", path, tells=tells, facts=facts, version=version)
            if not taken.receipts:
                return False
        published = await self._client.write(
            "commitments",
            f"/v1/commitments/{commitment}:publish",
            tells="compact.commitment.published.v1",
            facts={name: draft[name] for name in ("title", "party", "kind", "horizon", "alignments")},
            version=3,
        )
        return bool(published.receipts)

    async def _measure(self, indicator: str) -> None:
        for year in self._chance.sample(YEARS, RECORDINGS):
            values = [self._value(year, {}), self._value(year, {"sex": "female"})]
            await self._client.write(
                "commitments",
                f"/v1/indicators/{indicator}/observations",
                {"observations": values},
                tells="compact.observations.recorded.v1",
                facts={"indicator_id": indicator, "observations": values},
            )

    async def _report(self, wanted: Awaitable[Milestone | None]) -> None:
        milestone = await asyncio.shield(wanted)
        if milestone is None:
            return
        content = self._content(milestone)
        report = await self._draft(content)
        for version, (verb, event) in enumerate((("complete", "completed"), ("sign-off", "signed-off")), 1):
            tells = f"compact.report.{event}.v1"
            if report is not None and not await self._step(report, version, verb, tells):
                report = None
        if report is not None:
            await self._submit(report, content, milestone)

    async def _draft(self, content: dict[str, Any]) -> str | None:
        """Begin the report, as soon as the milestone is known where reports are written."""
        while not self._client.give_up.is_set():
            made = await self._client.write(
                "commitments",
                "/v1/reports",
                content,
                tells="compact.report.drafted.v1",
                facts={"version": 1},
                refusable={"invalid@/milestone_id": None},
            )
            if made.outcome is not Outcome.REFUSED or made.in_doubt:
                return _id(made)
            await self._client.pause(0.1, 0.3)
        return None

    async def _step(self, report: str, version: int, verb: str, event: str) -> bool:
        made = await self._client.write(
            "commitments",
            f"/v1/reports/{report}:{verb}",
            tells=event,
            facts={"report_id": report},
            version=version,
        )
        return bool(made.receipts)

    async def _submit(self, report: str, content: dict[str, Any], milestone: Milestone) -> None:
        moment = milestone.due_at + timedelta(seconds=self._chance.uniform(SUBMITTED_FROM, SUBMITTED_UNTIL))
        remaining = (moment - datetime.now(UTC)).total_seconds()
        await self._client.pause(remaining, remaining)
        await self._client.write(
            "commitments",
            f"/v1/reports/{report}:submit",
            tells="compact.report.submitted.v1",
            facts=content,
            refusable={"locked": milestone.locks_at},
            version=3,
        )

    def _commitment(self) -> dict[str, Any]:
        return {
            "party": self._party,
            "title": f"Pathway {self._chance.getrandbits(32):08x} of {self._party}",
            "kind": self._chance.choice(("policy", "process", "financial", "human_resources")),
            "horizon": self._chance.choice(("short", "medium", "long")),
            "alignments": [
                {"framework": "GCM", "goal": goal, "degree": self._chance.choice(("high", "medium", "low"))}
                for goal in self._chance.sample(GOALS, 2)
            ],
            "indicators": [
                {
                    "code": "permits",
                    "title": "Permits for labour migrants",
                    "unit": "per year",
                    "direction": 1,
                    "baseline": {"year": 2020, "value": 10},
                    "target": {"year": 2030, "value": 40},
                    "dimensions": {"sex": ["female", "male"]},
                }
            ],
        }

    def _value(self, year: int, slice_: dict[str, str]) -> dict[str, Any]:
        value = round(self._chance.uniform(1, 60), 3)
        return {"year": year, "value": value, "slice": slice_, "source_type": "administrative"}

    def _content(self, milestone: Milestone) -> dict[str, Any]:
        said = f"Consulates do not reach everybody ({self._chance.getrandbits(32):08x})."
        return {
            "milestone_id": milestone.id,
            "party": self._party,
            "title": f"Report {self._chance.getrandbits(32):08x} of {self._party}",
            "challenges": [{"goal": self._chance.choice(GOALS), "text": said}],
        }


def _id(write: Write) -> str | None:
    return str(write.receipts[0]["id"]) if write.receipts else None

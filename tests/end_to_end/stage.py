"""The commitments and the review service at work together, and who speaks to them."""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from chassis import ledger
from chassis.process.runtime import Runtime
from chassis.testing import eventually

STATES = tuple(f"{first}{second}X" for first, second in itertools.product("ABCD", "ABC"))
STATE_SCOPES = "commitments:write commitments:sign-off commitments:publish reports:write reports:sign-off"
SECRETARIAT_SCOPES = "milestones:write meetings:write reports:review"


@dataclass
class Stage:
    """Two services at work, and who speaks to them."""

    commitments: Runtime
    review: Runtime
    to_commitments: httpx.AsyncClient
    to_review: httpx.AsyncClient
    secretariat: dict[str, str]
    states: dict[str, dict[str, str]]

    async def post(
        self, path: str, body: dict[str, Any] | None, who: dict[str, str], version: int | None = None
    ) -> dict[str, Any]:
        """What a service answers; refuses to go on after an error.

        A service that cannot reach its database in time is asked again, as partners are told to do.
        """
        to_review = path.startswith(("/v1/meetings", "/v1/milestones"))
        service = self.to_review if to_review else self.to_commitments
        headers = {**who, "Idempotency-Key": str(uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{path.rpartition("/")[2].partition(":")[0]}.{version}"'

        async def answered() -> httpx.Response | None:
            answer = await service.post(path, json=body, headers=headers)
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        answer = await eventually(answered, within=60)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def sign_off(self, milestone: str, party: str) -> str:
        """A report that only needs to be submitted; returns its id."""
        who = self.states[party]
        body = {"milestone_id": milestone, "party": party, "title": f"Report of {party}"}

        async def drafted() -> dict[str, Any] | None:
            answer = await self.to_commitments.post("/v1/reports", json=body, headers=who)
            told: dict[str, Any] = answer.json()
            return told if answer.is_success else None  # the milestone may not be known there yet

        report = await eventually(drafted)
        for version, verb in enumerate(("complete", "sign-off"), start=1):
            await self.post(f"/v1/reports/{report['id']}:{verb}", None, who, version)
        identifier: str = report["id"]
        return identifier

    async def submit(self, report: str, party: str) -> dict[str, Any]:
        """Submit a report that was signed off, at the version that it has then."""
        return await self.post(f"/v1/reports/{report}:submit", None, self.states[party], version=3)

    async def open_milestone(self) -> dict[str, Any]:
        """A milestone with a meeting, due in an hour, that asks all States, once they are known."""
        times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z", "minutes": 1440}
        meeting = await self.post("/v1/meetings", {"title": "Forum", **times}, self.secretariat)
        due_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        wanted = {"title": "Reports", "framework": "GCM", "meeting_id": meeting["id"], "due_at": due_at}

        async def opened() -> dict[str, Any] | None:
            answer = await self.to_review.post("/v1/milestones", json=wanted, headers=self.secretariat)
            told: dict[str, Any] = answer.json()
            return told if answer.is_success and len(await self.statuses(told)) == len(STATES) else None

        return await eventually(opened)

    async def move(self, milestone: dict[str, Any], due_at: datetime) -> dict[str, Any]:
        """The milestone with another deadline."""
        answer = await self.to_review.patch(
            f"/v1/milestones/{milestone['id']}",
            json={"due_at": due_at.isoformat()},
            headers={**self.secretariat, "If-Match": f'"{milestone["id"]}.{milestone["version"]}"'},
        )
        assert answer.is_success, answer.text
        moved: dict[str, Any] = answer.json()
        return moved

    async def statuses(self, milestone: dict[str, Any]) -> dict[str, str]:
        """The submission matrix: the status of each party."""
        answer = await self.to_review.get(f"/v1/milestones/{milestone['id']}/submissions")
        return {row["party"]: row["status"] for row in answer.json()["rows"]}

    async def agenda(self, meeting: str, within: float = 30) -> dict[str, Any]:
        """The agenda of the meeting, when it stands there."""

        async def assembled() -> dict[str, Any] | None:
            answer = await self.to_review.get(f"/v1/meetings/{meeting}/agenda")
            return answer.json() if answer.is_success else None

        return await eventually(assembled, within=within)

    async def cut(self, milestone: dict[str, Any]) -> tuple[set[str], set[str]]:
        """The parties whose submission the commitments service's ledger has before the deadline, and all."""
        due_at = datetime.fromisoformat(milestone["due_at"])
        async with self.commitments.database.reading() as session:
            events = await ledger.read_after(session, "commitments", 0, 10_000)
        own = [
            event
            for event in events
            if event.type == "compact.report.submitted.v1"
            and json.loads(event.data or b"")["milestone_id"] == milestone["id"]
        ]
        return {event.party for event in own if event.time < due_at}, {event.party for event in own}


def reported(agenda: dict[str, Any]) -> set[str]:
    """The parties that reported on time, by an agenda at a deadline without late reports."""
    item = next(one for one in agenda["agenda"]["items"] if one["key"] == "status_of_reporting")
    kinds = {record["kind"] for record in item["records"]}
    assert kinds <= {"submitted_on_time", "overdue"}
    return {record["party"] for record in item["records"] if record["kind"] == "submitted_on_time"}

"""Parties at work: what their clients send, step by step."""

from typing import Any
from uuid import UUID

import httpx

INDICATOR: dict[str, Any] = {
    "code": "regular",
    "title": "Labour migrants admitted through regular pathways",
    "unit": "percent",
    "direction": 1,
    "baseline": {"year": 2020, "value": 10},
    "target": {"year": 2030, "value": 40},
    "dimensions": {"sex": ["female", "male"], "age": ["15-24", "25+"]},
}


class Party:
    """The API client of one party."""

    def __init__(self, client: httpx.AsyncClient, code: str, headers: dict[str, str]) -> None:
        self.code, self.headers, self._client = code, headers, client

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self._client.get(path, params=query, headers=self.headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self._client.post(path, json=body, headers=self.headers | headers)

    async def send(self, path: str, content: str) -> httpx.Response:
        """Post `content` as it is."""
        json = {"Content-Type": "application/json"}
        return await self._client.post(path, content=content, headers=self.headers | json)

    async def patch(self, path: str, body: Any, version: int) -> httpx.Response:
        match = {"If-Match": f'"{version}"', "Content-Type": "application/merge-patch+json"}
        return await self._client.patch(path, json=body, headers=self.headers | match)

    async def step(self, path: str, body: Any = None, version: int | None = None) -> httpx.Response:
        """Take a step with the `version` of what is before the colon of `path`; else with the newest."""
        if version is None:
            shown = await self.get(path.rpartition(":")[0])
            version = shown.json()["version"] if shown.is_success else 1
        return await self.post(path, body, **{"If-Match": f'"{version}"'})

    def promise(self, **changes: Any) -> dict[str, Any]:
        """The body of a commitment."""
        body = {
            "party": self.code,
            "title": "Open two regular pathways for labour migration",
            "kind": "policy",
            "horizon": "medium",
            "markers": ["gender"],
            "alignments": [{"framework": "GCM", "goal": "5", "degree": "high"}],
            "indicators": [INDICATOR],
        }
        return {**body, **changes}

    async def drafts(self, **changes: Any) -> dict[str, Any]:
        """Draft a commitment; returns it."""
        answer = await self.post("/v1/commitments", self.promise(**changes))
        assert answer.status_code == 201, answer.text
        drafted: dict[str, Any] = answer.json()
        return drafted

    async def publishes(self, **changes: Any) -> dict[str, Any]:
        """Draft and publish a commitment; returns it."""
        commitment = await self.drafts(**changes)
        answer = await self.takes(commitment["id"], "submit", "approve", "publish")
        assert answer.status_code == 200, answer.text
        published: dict[str, Any] = (await self.get(f"/v1/commitments/{commitment['id']}")).json()
        return published

    async def takes(self, commitment_id: str, *steps: str, **body: Any) -> httpx.Response:
        """Take `steps` with a commitment, each with `body`; returns the answer to the last."""
        answers = [await self.step(f"/v1/commitments/{commitment_id}:{step}", body or None) for step in steps]
        assert all(answer.status_code == 200 for answer in answers[:-1]), answers[0].text
        return answers[-1]

    async def observes(self, indicator_id: str, *observations: dict[str, Any]) -> httpx.Response:
        """Record `observations`, from a survey if they do not say."""
        body = [{"source_type": "household_survey", **one} for one in observations]
        return await self.post(f"/v1/indicators/{indicator_id}/observations", {"observations": body})

    def report(self, milestone_id: UUID, **changes: Any) -> dict[str, Any]:
        """The body of a report."""
        body = {
            "milestone_id": str(milestone_id),
            "party": self.code,
            "title": "Voluntary national report",
            "language": "en",
            "challenges": [{"goal": "5", "text": "Consular services do not reach seasonal workers."}],
            "practices": [{"goal": "18", "title": "Skills", "text": "Certificates are issued jointly."}],
        }
        return {**body, **changes}

    async def begins(self, milestone_id: UUID, **changes: Any) -> str:
        """Draft a report; returns its id."""
        answer = await self.post("/v1/reports", self.report(milestone_id, **changes))
        assert answer.status_code == 201, answer.text
        report_id: str = answer.json()["id"]
        return report_id

    async def does(self, report_id: str, *steps: str) -> httpx.Response:
        """Take `steps` with a report; returns the answer to the last."""
        answers = [await self.step(f"/v1/reports/{report_id}:{step}") for step in steps]
        assert all(answer.status_code == 200 for answer in answers[:-1]), answers
        return answers[-1]

    async def submits(self, milestone_id: UUID) -> str:
        """Draft, complete, sign off and submit a report; returns its id."""
        report_id = await self.begins(milestone_id)
        answer = await self.does(report_id, "complete", "sign-off", "submit")
        assert answer.status_code == 200, answer.text
        return report_id

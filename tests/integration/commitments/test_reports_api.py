"""Reports over HTTP: from a draft to the secretariat's decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from chassis.runtime import Runtime
from tests.integration.commitments.conftest import Speaking
from tests.integration.commitments.ledger import last_event
from tests.integration.commitments.neighbours import Registry, Review


class Author:
    """A party that reports for one milestone."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str], milestone_id: UUID) -> None:
        self.client, self.headers, self.milestone_id = client, headers, milestone_id

    def content(self, **changes: Any) -> dict[str, Any]:
        content = {
            "milestone_id": str(self.milestone_id),
            "party": "KEN",
            "title": "Voluntary national report of Kenya",
            "language": "en",
            "challenges": [{"goal": "5", "text": "Consular services do not reach seasonal workers."}],
            "practices": [{"goal": "18", "title": "Skills", "text": "Certificates are issued jointly."}],
        }
        return {**content, **changes}

    async def begin(self, **changes: Any) -> httpx.Response:
        return await self.client.post("/v1/reports", json=self.content(**changes), headers=self.headers)

    async def do(self, report_id: str, *steps: str) -> httpx.Response:
        for step in steps:
            answer = await self.client.post(f"/v1/reports/{report_id}:{step}", headers=self.headers)
        return answer

    async def submitted(self) -> str:
        report_id: str = (await self.begin()).json()["id"]
        assert (await self.do(report_id, "complete", "sign-off", "submit")).status_code == 200
        return report_id


@pytest_asyncio.fixture
async def author(
    client: httpx.AsyncClient, registry: Registry, review: Review, speaking_for: Speaking
) -> Author:
    return Author(client, speaking_for("KEN"), await review.opens("KEN", "UGA"))


async def test_a_report_goes_from_draft_to_submission(author: Author, client: httpx.AsyncClient) -> None:
    begun = await author.begin()
    assert begun.status_code == 201
    report_id = begun.json()["id"]
    for step in ("complete", "sign-off", "submit"):
        answer = await author.do(report_id, step)
        assert answer.status_code == 200, answer.text
    shown = (await client.get(f"/v1/reports/{report_id}")).json()
    assert shown["submission"] == 1
    assert shown["challenges"] == author.content()["challenges"]


async def test_the_time_of_submission_is_the_ledgers(author: Author, client: httpx.AsyncClient, runtime: Runtime) -> None:
    report_id = await author.submitted()
    event = await last_event(runtime, "compact.report.submitted.v1")
    shown = (await client.get(f"/v1/reports/{report_id}")).json()
    assert datetime.fromisoformat(shown["submitted_at"]) == event.time
    assert shown["first_submitted_at"] == shown["submitted_at"]

"""What the secretariat does over HTTP, and what it sees: meetings, milestones, agendas."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis import ledger
from chassis.ledger.events import Envelope
from chassis.testing import eventually
from tests.integration.review.conftest import Stage


async def post(stage: Stage, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
    """Send `body` as the secretariat; returns the answer's."""
    response = await stage.http.post(path, json=body, headers=stage.secretariat)
    assert response.status_code == status, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def meet(stage: Stage, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """A meeting, and a milestone of it that is due in some seconds, once the States are known."""
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z"}
    meeting = await post(stage, "/v1/meetings", {"title": "Forum", "minutes": 1440, **times})
    wanted = {"title": "Reports", "framework": "GCM"}

    async def all_states_are_known() -> bool:
        probe = {**wanted, "due_at": "2035-03-31"}
        answer = await stage.http.post("/v1/milestones", json=probe, headers=stage.secretariat)
        return answer.status_code == 201 and len(await matrix(stage, answer.json())) == 4

    await eventually(all_states_are_known, every=0.1)
    due_at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    wanted |= {"meeting_id": meeting["id"], "due_at": due_at}
    return meeting, await post(stage, "/v1/milestones", wanted)


async def matrix(stage: Stage, milestone: dict[str, Any]) -> dict[str, str]:
    """The status of each party in the submission matrix."""
    answer = await stage.http.get(f"/v1/milestones/{milestone['id']}/submissions")
    return {row["party"]: row["status"] for row in answer.json()["rows"]}


async def assembled(
    stage: Stage, meeting: dict[str, Any], version: int = 1, within: float = 15
) -> dict[str, Any]:
    """The agenda of the meeting, when it has come to this version."""

    async def there() -> dict[str, Any] | None:
        answer = await stage.http.get(f"/v1/meetings/{meeting['id']}/agenda")
        body: dict[str, Any] = answer.json()
        return body if answer.status_code == 200 and body["version"] >= version else None

    return await eventually(there, within=within)


async def published(stage: Stage, prefix: str) -> list[Envelope]:
    """What the review service has made public, of the types that begin with `prefix`."""
    async with stage.runtime.database.reading() as session:
        events = await ledger.read_after(session, "review", 0, 500)
    return [event for event in events if event.type.startswith(prefix)]


def item_of(agenda: dict[str, Any], key: str) -> dict[str, Any]:
    """An item of an agenda."""
    found: dict[str, Any] = next(item for item in agenda["agenda"]["items"] if item["key"] == key)
    return found

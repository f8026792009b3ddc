"""What names a goal or a framework names one that the commitments service has published."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.base import clock
from chassis.messaging.event_router import EventRouter
from chassis.messaging.subscription import Subscription
from chassis.process.runtime import Runtime
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from registry.app import service
from tests.integration.commitments.neighbours import Neighbour
from tests.integration.registry.imports import faults, imported
from tests.support.references import ACTORS, REGISTRY

GOAL = "compact.goal.published.v1"
SAID = {"source": "test", "as_of": clock.today().isoformat()}
THEME: dict[str, Any] = {"code": "test-labour", "name": "Labour", "goals": ["GCM/5"], **SAID}


async def received(runtime: Runtime) -> int:
    async with runtime.database.reading() as session:
        return int((await session.execute(text("SELECT count(*) FROM registry.received_goal"))).scalar_one())


async def test_a_goal_that_nobody_has_published_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    wanted = {**THEME, "goals": ["GCM/5", "GCM/24"]}
    answer = await client.post("/v1/themes", json=wanted, headers=registrar)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "/goals/1", "detail": "there is no goal GCM/24; nearest: GCM/2, GCM/20, GCM/21"}
    ]
    assert (await client.get("/v1/themes/test-labour")).status_code == 404


async def test_a_row_of_a_file_with_an_unknown_goal_is_rejected_with_the_reason(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    rows = "code,name,goals,source,as_of\na,A,GCM/5,test,2026-01-01\nb,B,GCM/5;SDG/1.9,test,2026-01-01\n"
    for mode in ("dry_run", "row_by_row"):
        done = await imported(client, registrar, runtime.database, "themes", rows, mode=mode)
        ((line, pointer, detail),) = faults(done)
        assert (done["created"], line, pointer) == (1, 3, "/goals/1")
        assert detail.startswith("there is no goal SDG/1.9; nearest: SDG/")


async def test_a_goal_that_was_stored_before_stays_when_another_field_changes(
    open_service: OpenService, issuer: TokenIssuer, registrar: dict[str, str]
) -> None:
    """As in an installation that has not received the goals yet: reference files are taken as they are."""
    runtime = await open_service(service, REGISTRY)
    assert await received(runtime) == 0
    async with client_of(runtime, issuer) as client:
        path = "/v1/themes/legal-identity"
        shown = await client.get(path)
        seen, goals = {**registrar, "If-Match": shown.headers["etag"]}, shown.json()["goals"]
        more = await client.patch(path, json={"goals": [*goals, "GCM/1"], **SAID}, headers=seen)
        assert [error["pointer"] for error in more.json()["errors"]] == [f"/goals/{len(goals)}"]
        renamed = await client.patch(path, json={"name": "Papers", **SAID}, headers=seen)
        assert (renamed.status_code, renamed.json()["goals"]) == (200, goals)


async def test_goals_count_by_the_epoch_that_is_in_force(
    runtime: Runtime, client: httpx.AsyncClient, registrar: dict[str, str]
) -> None:
    restored = Neighbour(runtime, "commitments", partition=2)
    await restored.say(GOAL, framework="NEW", code="1")
    found = {
        goal: (
            await client.post("/v1/themes", json={**THEME, "goals": [goal]}, headers=registrar)
        ).status_code
        for goal in ("GCM/5", "NEW/1")
    }
    assert found == {"GCM/5": 422, "NEW/1": 201}


@pytest.mark.parametrize(("framework", "status"), [("GCM", 201), ("GCR", 422)])
async def test_a_reviewed_framework_is_one_that_has_goals(
    client: httpx.AsyncClient, issuer: TokenIssuer, framework: str, status: int
) -> None:
    headers = issuer.headers(scopes="registry:write programmes:write")
    process = {"code": "dialogue", "kind": "regional", "name": "Dialogue", **SAID}
    assert (await client.post("/v1/processes", json=process, headers=headers)).status_code == 201
    review = {"code": "r", "process": "dialogue", "kind": "regional_review", "title": "R", **SAID}
    answer = await client.post(
        "/v1/programme-items", json={**review, "framework": framework}, headers=headers
    )
    assert answer.status_code == status, answer.text


async def test_goals_that_an_earlier_release_passed_over_are_kept_when_they_are_replayed(
    open_service: OpenService,
) -> None:
    runtime = await open_service(service, ACTORS)
    commitments = Neighbour(runtime, "commitments")
    goals = [commitments.event(GOAL, framework="GCM", code=code) for code in ("1", "2")]
    current = commitments._subscription
    commitments._subscription = Subscription(
        runtime.database, runtime.bus, service.name, service.sources, EventRouter()
    )
    await commitments.deliver(*goals)
    assert await received(runtime) == 0
    current._expected.update(commitments._subscription._expected)
    commitments._subscription = current
    for _ in range(2):
        await commitments.deliver(*goals)
    assert await received(runtime) == 2

"""The commitments and the review service at work together, on either bus; the registry is spoken for."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.postgres_server import PostgresServer
from chassis.runtime import Runtime
from chassis.testing import TokenIssuer, eventually
from chassis.testing.plugin import OpenService, client_of
from commitments import frameworks
from commitments.app import service as commitments_service
from commitments.loading import files
from review.app import service as review_service
from review.loading import load_rule_sets
from tests.support.sources import open_source

STATES = tuple(f"{first}{second}X" for first, second in itertools.product("ABCD", "ABC"))
STATE_SCOPES = "commitments:write observations:write reports:write reports:sign-off"
SECRETARIAT_SCOPES = "milestones:write meetings:write agendas:write reports:review"


@dataclass
class Stage:
    """Two services at work, and who speaks to them."""

    commitments: Runtime
    review: Runtime
    to_commitments: httpx.AsyncClient
    to_review: httpx.AsyncClient
    secretariat: dict[str, str]
    states: dict[str, dict[str, str]]

    async def post(self, path: str, body: dict[str, Any] | None, who: dict[str, str]) -> dict[str, Any]:
        """What a service answers; refuses to go on after an error."""
        to_review = path.startswith(("/v1/meetings", "/v1/milestones"))
        answer = await (self.to_review if to_review else self.to_commitments).post(
            path, json=body, headers=who
        )
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
        for verb in ("complete", "sign-off"):
            await self.post(f"/v1/reports/{report['id']}:{verb}", None, who)
        identifier: str = report["id"]
        return identifier


@pytest.fixture(params=["postgresql", "kafka"])
def bus_url(request: pytest.FixtureRequest, postgres_server: PostgresServer) -> str:
    """Both buses; topics have fixed names, so each test of Kafka has a broker of its own."""
    if request.param == "kafka":
        return f"kafka://{request.getfixturevalue('own_kafka_broker').bootstrap}"
    name = f"bus_{uuid4().hex}"
    postgres_server.ensure_database(name)
    return postgres_server.url(name)


@pytest_asyncio.fixture
async def stage(
    open_service: OpenService, postgres_server: PostgresServer, bus_url: str, issuer: TokenIssuer
) -> AsyncIterator[Stage]:
    """Both services work, and know twelve States and the framework."""
    commitments, review = await open_service(commitments_service), await open_service(review_service)
    await load_rule_sets(review.database)
    async with commitments.database.transaction() as tx:
        await frameworks.publish(tx, files.frameworks(), files.goals())
    registry = await open_source(postgres_server, f"registry_{uuid4().hex}", "registry", bus_url)
    for code in STATES:
        actor = {"code": code, "kind": "state", "name": code, "region": "ECA", "groupings": ["ECA"]}
        await registry.publish("compact.actor.registered.v1", actor, party=code)
    for runtime in (commitments, review):
        runtime.start_worker()
    async with (
        registry.running(),
        client_of(commitments, issuer) as to_commitments,
        client_of(review, issuer) as to_review,
    ):
        yield Stage(
            commitments,
            review,
            to_commitments,
            to_review,
            issuer.headers(scopes=SECRETARIAT_SCOPES, client="secretariat"),
            {code: issuer.headers(scopes=STATE_SCOPES, party=code, client=code) for code in STATES},
        )
    await asyncio.shield(registry.database.close())

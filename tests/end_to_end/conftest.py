"""The commitments and the review service at work together, on either bus; the registry is spoken for."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.local_postgres.access import PostgresAccess
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments.app import service as commitments_service
from commitments.frameworks import publishing as frameworks
from commitments.reference_data import files
from review.app import service as review_service
from review.reference_data.loading import load_rule_sets
from tests.end_to_end.stage import SECRETARIAT_SCOPES, STATE_SCOPES, STATES, Stage
from tests.support.sources import open_source


@pytest.fixture
def postgres_server(request: pytest.FixtureRequest, postgres_server: PostgresAccess) -> PostgresAccess:
    """The server that all tests share, or the one that a test names: one of its own."""
    named: PostgresAccess | None = None
    if hasattr(request, "param"):
        named = request.getfixturevalue(request.param)
    return named or postgres_server


@pytest.fixture(params=["postgresql", "kafka"])
def bus_url(request: pytest.FixtureRequest, postgres_server: PostgresAccess) -> str:
    """Both buses; on Kafka topics have fixed names, so each test begins without any."""
    if request.param == "kafka":
        return f"kafka://{request.getfixturevalue('empty_kafka').open_bootstrap}"
    if request.param == "own kafka":
        return f"kafka://{request.getfixturevalue('own_kafka_broker').bootstrap}"
    name = f"bus_{uuid4().hex}"
    postgres_server.ensure_database(name)
    return postgres_server.url(name)


@pytest_asyncio.fixture
async def stage(
    open_service: OpenService, postgres_server: PostgresAccess, bus_url: str, issuer: TokenIssuer
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

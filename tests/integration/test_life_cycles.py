"""Every step of every service needs the version that its caller has seen, before it looks at anything."""

import pytest

from chassis.resources.steps import endpoints_of
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from contracts.generate import SERVICES
from tests.support.chassis.ledgers import rows

KEY = "00000000-0000-7000-8000-000000000000"
"""Of nothing: a step that looked for its thing first would answer 404."""


async def test_no_step_is_taken_without_a_version_that_was_seen(
    open_service: OpenService, issuer: TokenIssuer, subtests: pytest.Subtests
) -> None:
    for service in SERVICES:
        endpoints = list(endpoints_of(service.routers))
        if not endpoints:
            continue
        runtime = await open_service(service)
        async with client_of(runtime, issuer) as client:
            for one in endpoints:
                path = f"{one.life_cycle.path.partition('{')[0]}{KEY}:{one.step.name}"
                headers = issuer.headers(scopes=one.step.scope)
                for seen in ({}, {"If-Match": "*"}):
                    with subtests.test(f"{path} {seen}"):
                        answer = await client.post(path, headers={**headers, **seen})
                        assert answer.status_code == 428, answer.text
        assert await rows(runtime.database) == [], f"a refused step of {service.name} left an event"


async def test_a_step_that_needs_nothing_of_its_body_is_taken_without_one(
    open_service: OpenService, issuer: TokenIssuer, subtests: pytest.Subtests
) -> None:
    tried = 0
    for service in SERVICES:
        free = [one for one in endpoints_of(service.routers) if one.takes_body and not one.needs_body]
        if not free:
            continue
        runtime = await open_service(service)
        async with client_of(runtime, issuer) as client:
            for one in free:
                path = f"{one.life_cycle.path.partition('{')[0]}{KEY}:{one.step.name}"
                headers = {**issuer.headers(scopes=one.step.scope), "If-Match": f'"{KEY}.1"'}
                typed = {**headers, "Content-Type": "application/json"}
                tried += 1
                with subtests.test(path):
                    for answer in (
                        await client.post(path, headers=headers),
                        await client.post(path, headers=typed),
                        await client.post(path, headers=typed, content=b"{}"),
                    ):
                        assert answer.status_code == 404, answer.text
                    other = {**headers, "Content-Type": "text/plain"}
                    refused = await client.post(path, headers=other, content=b"{}")
                    assert refused.status_code == 415, refused.text
    assert tried, "no step has such a body"

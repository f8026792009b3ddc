"""A reference to what does not exist is refused, in every field of every operation and file that has one."""

import json
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from contracts.generate import SERVICES
from registry.app import service as registry
from tests.contract.operations import Operation
from tests.contract.references import Reference, references, writes
from tests.integration.commitments.neighbours import Registry, Review, publish_goals
from tests.integration.registry.imports import faults, imported
from tests.integration.test_hostile_values import SCOPES
from tests.support.references import ACTORS, FRAMEWORKS, RULE_SETS
from tests.support.sound_bodies import BODIES, SAID

REFERENCE = {"registry": ACTORS, "commitments": FRAMEWORKS, "review": RULE_SETS}
NOTHING = "018f0000-0000-7000-8000-00000000ffff"
"""The id, and the code, of nothing."""
FIRST = ("/v1/groupings", "/v1/actors", "/v1/themes", "/v1/instruments", "/v1/processes", "/v1/meetings")
"""What others refer to."""
ANSWERED_AT = {"alignments/0/framework": "alignments/0/goal"}
"""Of two fields that together name one thing, where the refusal stands."""


@dataclass
class World:
    """One service that knows something of everything, and clients that may write all of it."""

    service: Service
    runtime: Runtime
    client: httpx.AsyncClient
    issuer: TokenIssuer
    known: dict[str, str] = field(default_factory=dict)
    """The key of one entry of each collection, by path."""
    milestone: str = NOTHING

    def headers(self, party: str | None = None) -> dict[str, str]:
        return self.issuer.headers(scopes=SCOPES, party=party, client="client-ken", roles=("secretariat",))

    async def send(self, operation: Operation, body: Any, key: str | None = None) -> httpx.Response:
        """Send `body`, about the entry that is known or another one with `key`."""
        collection = operation.path.partition("/{")[0]
        own = self.known.get(collection, NOTHING)
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter.path[0]}}}", key or own)
        party = (body or {}).get("party", None if self.service is registry else "KEN")
        headers = self.headers(party)
        found = await self.client.get(f"{collection}/{key or own}", headers=headers)
        headers["If-Match"] = found.headers.get("etag", f'"{NOTHING}.1"')
        return await self.client.request(operation.method, path, json=body, headers=headers)

    def body(self, operation: Operation) -> dict[str, Any]:
        """A sound body of the operation; of a change, an empty one."""
        if operation.method == "PATCH":
            return dict(SAID) if self.service is registry else {}
        body = deepcopy(BODIES.get(operation.path, {}))
        return {**body, "milestone_id": self.milestone} if operation.path == "/v1/reports" else body

    def with_unknown(self, one: Reference) -> dict[str, Any]:
        """The same with a code or an id of nothing in the field."""
        body = self.body(one.operation)
        if one.operation.method == "POST" and "code" in body:
            body["code"] = f"NEW-{uuid4().hex[:9].upper()}"
        first, *steps = one.field.path
        if steps:
            body[str(first)] = deepcopy(BODIES[one.operation.path.partition("/{")[0]][str(first)])
        place: Any = body
        for step in one.field.path[:-1]:
            place = place[step]
        place[one.field.path[-1]] = one.unknown()
        return body


@pytest.fixture(params=[one for one in SERVICES if one.publishes], ids=lambda one: one.name)
async def world(
    request: pytest.FixtureRequest, open_service: OpenService, issuer: TokenIssuer
) -> AsyncIterator[World]:
    service: Service = request.param
    runtime = await open_service(service, REFERENCE[service.name])
    if "commitments" in service.sources:
        await publish_goals(runtime)
    if "registry" in service.sources:
        neighbour = Registry(runtime)
        for code in ("KEN", "UGA"):
            actor = {"code": code, "kind": "state", "name": code, "region": None, "groupings": ["AU"]}
            await neighbour.say("compact.actor.registered.v1", **actor)
        await neighbour.defines("d.1")
    async with client_of(runtime, issuer) as client:
        world = World(service, runtime, client, issuer)
        if service.name == "commitments":
            milestone = await Review(runtime).opens("KEN")
            world.milestone = str(milestone)
        await make_one_of_each(world)
        yield world


async def make_one_of_each(world: World) -> None:
    made = [one for one in writes(world.service) if one.method == "POST" and "{" not in one.path and one.body]
    for operation in sorted(made, key=lambda one: FIRST.index(one.path) if one.path in FIRST else 9):
        body = world.body(operation)
        answer = await world.send(operation, body)
        assert answer.status_code == 201, f"{operation.name}: {answer.text}"
        entry = answer.json()
        world.known[operation.path] = entry.get("code") or entry["id"]
    if world.service is registry:
        (review,) = [one for one in writes(registry) if one.path.endswith("practices/{code}:review")]
        headers = world.headers()
        found = await world.client.get("/v1/practices/submissions", headers=headers)
        seen = {"If-Match": f'"{found.json()["items"][0]["id"]}.1"'}
        path = review.path.format(code="practice")
        answer = await world.client.post(path, json=BODIES[review.path], headers={**headers, **seen})
        assert answer.status_code == 200, answer.text


async def test_an_unknown_code_in_any_field_is_refused_at_that_field(world: World) -> None:
    faults, sent = [], 0
    for one in references(world.service):
        body = world.with_unknown(one)
        answer = await world.send(one.operation, body)
        sent += 1
        expected = {f"/{ANSWERED_AT.get(one.place, one.place)}"}
        if one.operation.method == "PATCH" and one.place in made_into_codes(one.operation):
            expected |= {"/code", ""}
        found = {error["pointer"] for error in answer.json().get("errors", ())}
        if answer.status_code != 422 or not found & expected:
            faults.append(f"{one.operation.name} {one.place}={one.unknown()}: {answer.text:.300}")
    assert not faults, f"{len(faults)} of {sent}:\n" + "\n".join(faults)


def made_into_codes(operation: Operation) -> set[str]:
    """The fields of which the code of an entry is made, which stays."""
    parts = {one.noun: getattr(one.row, "code_parts", ()) for one in registry.importers}
    return set(parts.get(operation.path.split("/")[2], ()))


async def test_what_nobody_has_made_cannot_be_written_about(world: World) -> None:
    faults = []
    for operation in writes(world.service):
        if "{" in operation.path:
            answer = await world.send(operation, world.body(operation) if operation.body else None, NOTHING)
            if answer.status_code != 404:
                faults.append(f"{operation.method} {operation.path}: {answer.status_code} {answer.text:.200}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("world", [registry], indirect=True, ids=["registry"])
async def test_a_row_of_a_file_with_an_unknown_code_is_rejected_at_that_field(world: World) -> None:
    wrong, sent = [], 0
    headers = world.headers()
    for one in references(registry):
        importer = next(
            (each for each in registry.importers if f"/v1/{each.noun}" == one.operation.path), None
        )
        if importer is None or str(one.field.path[0]) in importer.without:
            continue
        sent += 1
        fields = {**world.with_unknown(one), **SAID}
        row = json.dumps({name: value for name, value in fields.items() if name not in importer.without})
        done = await imported(world.client, headers, world.runtime.database, importer.noun, row, "ndjson")
        pointers = {pointer for _, pointer, _ in faults(done)}
        if done["created"] or not any(pointer.startswith(f"/{one.field.path[0]}") for pointer in pointers):
            wrong.append(f"{importer.noun} {one.place}: {faults(done)} {done.get('reason')}")
    assert not wrong, f"{len(wrong)} of {sent}:\n" + "\n".join(wrong)
    assert sent > 25

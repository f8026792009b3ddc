"""States with API clients of their own, as the system's users have them."""

import asyncio
import base64
import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from bench.client import Connection, Request
from bench.figure import Setting
from bench.stage import received_all
from chassis.database import Database
from commitments.frameworks import publishing as frameworks
from commitments.reference_data import files
from embedded.system import System

STATES = Path(__file__).parents[1] / "services/registry/src/registry/reference_data/states.csv"


@dataclass(frozen=True)
class Party:
    """A State whose client is signed in."""

    code: str
    authorization: str
    """Its Authorization header."""

    def creation(self) -> Request:
        """The request that drafts a commitment of it."""
        body = json.dumps(promise(self.code)).encode()
        return Request.of("POST", "/v1/commitments", authorization=self.authorization, body=body)

    def publication(self, commitment_id: str) -> Iterator[Request]:
        """The requests that publish a draft of it, in their order."""
        for version, step in enumerate(("submit", "approve", "publish"), start=1):
            path, seen = f"/v1/commitments/{commitment_id}:{step}", f'"{commitment_id}.{version}"'
            yield Request.of("POST", path, authorization=self.authorization, seen=seen)

    def reading(self, commitment_id: str) -> Request:
        """The request that reads a commitment."""
        return Request.of("GET", f"/v1/commitments/{commitment_id}", authorization=self.authorization)


def promise(party: str) -> dict[str, Any]:
    """A commitment with two goals and two indicators, as long as those of real life."""
    return {
        "party": party,
        "title": "Open two regular pathways for labour migration, in construction and in care",
        "description": "Agreements with two countries of origin give access to permits for seasonal work and"
        " for work in care, with recruitment free of charge to workers, recognition of skills before"
        " departure, and the same protection by labour inspectors that nationals have.",
        "kind": "policy",
        "horizon": "medium",
        "markers": ["gender", "whole_of_government"],
        "area": "The capital and the two northern provinces",
        "alignments": [
            {"framework": "GCM", "goal": "5", "degree": "high"},
            {"framework": "GCM", "goal": "6", "degree": "medium"},
        ],
        "indicators": [
            {
                "code": "permits",
                "title": "Share of labour migrants admitted through regular pathways",
                "unit": "percent",
                "direction": 1,
                "baseline": {"year": 2024, "value": 12.5},
                "target": {"year": 2030, "value": 40},
                "dimensions": {"sex": ["female", "male"], "age": ["15-24", "25-64", "65+"]},
            },
            {
                "code": "fees",
                "title": "Migrant workers who paid for their recruitment",
                "unit": "percent",
                "direction": -1,
                "baseline": {"year": 2024, "value": 61.0},
                "target": {"year": 2030, "value": 5},
                "dimensions": {"sex": ["female", "male"]},
                "aligned_with": "10.7.1",
            },
        ],
    }


def states(number: int) -> list[str]:
    """The codes of the first `number` of the 193 States."""
    with STATES.open(encoding="utf-8", newline="") as file:
        return [row["iso3"] for row in islice(csv.DictReader(file), number)]


async def settle(system: System, setting: Setting, number: int) -> list[Party]:
    """Load the reference facts, wait until everybody knows them, and sign in `number` States."""
    codes = states(number)
    await introduce(system)
    authorizations = await sign_in(system, setting, [(code, "state focal_point", code) for code in codes])
    return [Party(code, one) for code, one in zip(codes, authorizations, strict=True)]


async def introduce(system: System) -> None:
    """Load the States and the frameworks, and wait until everybody knows them."""
    await asyncio.gather(system.command("registry", "load-reference"), _publish_frameworks(system))
    ways = (("commitments", "registry"), ("review", "registry"), ("review", "commitments"))
    await asyncio.gather(*(received_all(system, reader, source) for reader, source in ways))


async def sign_in(system: System, setting: Setting, clients: Iterable[tuple[str, str, str]]) -> list[str]:
    """Make API clients, each with a name, a role and a party; returns their Authorization headers."""
    wanted = setting.new_folder() / "clients.csv"
    wanted.write_text("\n".join(["name,roles,party", *(",".join(client) for client in clients)]))
    made = await system.command("gateway", "clients", "import", str(wanted))
    connection = await Connection.open(system.layout.ports["gateway"])
    try:
        return [await _authorization(connection, json.loads(line)) for line in made.splitlines()]
    finally:
        connection.close()


async def _publish_frameworks(system: System) -> None:
    """Publish the frameworks and goals, and not the commitments that are shipped with them."""
    async with (
        Database(system.postgres.url("commitments", "commitments"), name="bench", pool_size=1) as database,
        database.transaction() as tx,
    ):
        await frameworks.publish(tx, files.frameworks(), files.goals())


async def _authorization(connection: Connection, client: dict[str, str]) -> str:
    secret = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    grant = Request.of(
        "POST",
        "/oauth/token",
        authorization=f"Basic {secret}",
        body=b"grant_type=client_credentials",
        kind="application/x-www-form-urlencoded",
    )
    answer = (await connection.exchange(grant.again())).expected(200)
    return f"Bearer {json.loads(answer.body)['access_token']}"

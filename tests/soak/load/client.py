"""An HTTP client with a token, which notes what it asked for and was told."""

import asyncio
import csv
import json
import random
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

import httpx

from chassis.testing import eventually
from embedded.system import System
from tests.soak.load.journal import Answer, Journal, Outcome, Write

TIMEOUT = 5.0
REPETITION = 0.15
"""How often a client repeats a request although it was acknowledged."""


class Client:
    """Someone who speaks to the gateway as `name`.

    A `patient` one repeats a request with the same key until it knows the outcome or `give_up` is set.
    """

    def __init__(
        self, name: str, http: httpx.AsyncClient, journal: Journal, chance: random.Random, *, patient: bool
    ) -> None:
        self.name = name
        self.chance = chance
        self.give_up = asyncio.Event()
        self._http = http
        self._journal = journal
        self._patient = patient

    async def write(
        self,
        service: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        tells: str,
        facts: Mapping[str, Any] | None = None,
        refusable: Mapping[str, datetime | None] | None = None,
        version: int | None = None,
    ) -> Write:
        """Post `body` and stay with it; returns what became of it.

        `version`: of what a step is taken with.
        """
        write = Write(str(uuid4()), service, path, tells, facts or {}, refusable or {})
        self._journal.writes.append(write)
        while True:
            write.answers.append(await self._post(write, body, version))
            again = write.outcome is Outcome.UNKNOWN and self._patient
            unasked = write.outcome is Outcome.ACKNOWLEDGED and self.chance.random() < REPETITION
            if self.give_up.is_set() or not (again or unasked):
                return write
            await self.pause(0.1, 0.6)

    async def read(self, path: str, *, may_miss: bool = False, **query: str | int) -> dict[str, Any] | None:
        """Read what is at `path`; None when there was no answer, or when it `may_miss` and is not there."""
        answer = await self._send("GET", path, params=query)
        self._journal.reads[answer.outcome] += 1
        if answer.outcome is Outcome.REFUSED and not (may_miss and answer.status == httpx.codes.NOT_FOUND):
            self._journal.misread.append(f"GET {path}: {answer.status} {answer.refusal}")
        return answer.body if answer.outcome is Outcome.ACKNOWLEDGED else None

    async def pause(self, least: float, most: float) -> None:
        """Wait some seconds, unless it is time to give up."""
        try:
            await asyncio.wait_for(self.give_up.wait(), self.chance.uniform(least, most))
        except TimeoutError:
            return

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _post(self, write: Write, body: Mapping[str, Any] | None, version: int | None) -> Answer:
        headers = {"Idempotency-Key": write.key, "X-Request-Id": write.key}
        if version is not None:
            identity = write.path.rpartition("/")[2].partition(":")[0]
            headers["If-Match"] = f'"{identity}.{version}"'
        return await self._send("POST", write.path, json=body, headers=headers)

    async def _send(self, method: str, path: str, **request: Any) -> Answer:
        try:
            response = await self._http.request(method, path, **request)
            answer = Answer(response.status_code, response.json())
        except (httpx.TransportError, ValueError):  # no answer, or one that was cut off
            answer = Answer(None)
        self._journal.statuses[str(answer.status or "none")] += 1
        return answer


Credentials = Mapping[str, tuple[str, str]]


async def register(system: System, wanted: Iterable[tuple[str, str, str]]) -> Credentials:
    """Make API clients as an operator would, by name, role and party; returns id and secret by name."""
    with NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("name", "roles", "party"), *wanted])
        file.flush()
        made = await system.command("gateway", "clients", "import", file.name)
    told = [json.loads(line) for line in made.splitlines()]
    return {one["name"]: (one["client_id"], one["client_secret"]) for one in told}


async def sign_in(url: str, credentials: tuple[str, str]) -> httpx.AsyncClient:
    """A connection to the gateway at `url` with a fresh token."""
    http = httpx.AsyncClient(base_url=url, timeout=TIMEOUT, trust_env=False)

    async def token() -> str | None:
        grant = {"grant_type": "client_credentials"}
        with suppress(httpx.TransportError):
            answer = await http.post("/oauth/token", data=grant, auth=credentials)
            return str(answer.json()["access_token"]) if answer.is_success else None
        return None

    # What was broken by the last round's faults shows at the first use, with a 503.
    http.headers["Authorization"] = f"Bearer {await eventually(token, within=30, every=0.2)}"
    return http

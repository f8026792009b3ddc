"""Partner systems: API clients with tokens of their own, speaking to the gateway over HTTP."""

import asyncio
import csv
import json
from collections.abc import Mapping, Sequence
from tempfile import NamedTemporaryFile
from typing import Any, Self
from uuid import uuid4

import httpx

from demo.first_writes import Credentials
from demo.system import System

TIMEOUT = 30.0


class Refused(Exception):
    """The system answered a partner with a problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('title')}: {problem.get('detail')}")
        self.problem = problem


async def make_clients(system: System, wanted: Sequence[tuple[str, str, str]]) -> list[Credentials]:
    """Make API clients as an operator would, by name, role and party."""
    with NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("name", "roles", "party"), *wanted])
        file.flush()
        made = await system.command("gateway", "clients", "import", file.name)
    clients = [json.loads(line) for line in made.splitlines()]
    return [Credentials(client["client_id"], client["client_secret"]) for client in clients]


class Partner:
    """One partner system with a token."""

    def __init__(self, name: str, credentials: Credentials, http: httpx.AsyncClient) -> None:
        self.name, self.credentials = name, credentials
        self._http = http

    @classmethod
    async def register(cls, system: System, wanted: Sequence[tuple[str, str, str]]) -> list[Self]:
        """Make API clients, by name, role and party, and fetch each its token."""
        made = await make_clients(system, wanted)
        names = [name for name, _, _ in wanted]
        return await asyncio.gather(*(cls._sign_in(system, *one) for one in zip(names, made, strict=True)))

    @classmethod
    async def _sign_in(cls, system: System, name: str, credentials: Credentials) -> Self:
        http = httpx.AsyncClient(base_url=system.gateway_url, timeout=TIMEOUT, trust_env=False)
        grant = {"grant_type": "client_credentials"}
        answer = await http.post("/oauth/token", data=grant, auth=credentials)
        answer.raise_for_status()
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return cls(name, credentials, http)

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, seen: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Send `body`, about a resource as it was `seen`, by its `id` and `version`; returns the answer's.

        Raises `Refused`.
        """
        headers = {"Idempotency-Key": str(uuid4())}
        if seen is not None:
            headers["If-Match"] = tag(seen)
        return _read(await self._http.post(path, json=body, headers=headers))

    async def patch(self, path: str, seen: Mapping[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """Change a resource as it was `seen`. Raises `Refused`."""
        return _read(await self._http.patch(path, json=body, headers={"If-Match": tag(seen)}))

    async def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """Read a resource. Raises `Refused`."""
        return _read(await self._http.get(path, params=query))

    async def find(self, path: str) -> dict[str, Any] | None:
        """Read a resource that may not be there yet."""
        answer = await self._http.get(path)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _read(answer)

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()


def tag(seen: Mapping[str, Any]) -> str:
    """What `If-Match` needs of a resource, or of the receipt of a step."""
    return f'"{seen["id"]}.{seen["version"]}"'


def _read(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    if answer.is_error:
        raise Refused(body)
    return body

"""Who takes part in a round, and how their round goes."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from embedded.system import System
from tests.soak.load import secretariat
from tests.soak.load.client import Client, Credentials, register, sign_in
from tests.soak.load.journal import Journal
from tests.soak.load.reader import Reader
from tests.soak.load.secretariat import Milestone
from tests.soak.load.state import State

STATES = ("BGD", "BRA", "CAN", "FJI", "GHA", "KEN", "NAM", "PHL")
IMPATIENT = ("CAN", "FJI")
"""They try once, and leave it at that when they get no answer."""
READERS = ("Reader 1", "Reader 2")
SECRETARIAT = "Secretariat"


async def register_all(system: System) -> Credentials:
    """Give everybody who ever takes part an API client."""
    states = [(code, "state focal_point", code) for code in STATES]
    readers = [(name, "observer", "") for name in READERS]
    return await register(system, [(SECRETARIAT, "secretariat", ""), *states, *readers])


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, signed in."""

    clients: dict[str, Client]
    readers: Sequence[Reader]

    async def act(self) -> None:
        """Live through one round: it ends when everybody has done what they came for."""
        async with asyncio.TaskGroup() as reading:
            for reader in self.readers:
                reading.create_task(reader.act())
            try:
                await self._write()
            finally:
                self.give_up()

    async def _write(self) -> None:
        async with asyncio.TaskGroup() as writing:
            opening = writing.create_task(self._open())
            writing.create_task(self._extend(opening))
            writing.create_task(secretariat.register_actors(self.clients[SECRETARIAT]))
            for code in STATES:
                writing.create_task(State(self.clients[code]).act(opening))

    def give_up(self) -> None:
        """Have everybody come to an end, whatever has become of their requests."""
        for client in self.clients.values():
            client.give_up.set()

    async def _open(self) -> Milestone | None:
        milestone = await secretariat.open_milestone(self.clients[SECRETARIAT])
        for reader in self.readers:
            reader.meeting_id = milestone.meeting_id if milestone else None
        return milestone

    async def _extend(self, opening: Awaitable[Milestone | None]) -> None:
        if milestone := await asyncio.shield(opening):
            await secretariat.extend(self.clients[SECRETARIAT], milestone, STATES)


@asynccontextmanager
async def cast(system: System, credentials: Credentials, journal: Journal, seed: str) -> AsyncIterator[Cast]:
    """Everybody for one round, with choices drawn from `seed`."""
    clients: dict[str, Client] = {}
    try:
        for name, secret in credentials.items():
            chance = random.Random(f"{seed}/{name}")
            http = await sign_in(system.gateway_url, secret)
            clients[name] = Client(name, http, journal, chance, patient=name not in IMPATIENT)
        yield Cast(clients, [Reader(clients[name], journal) for name in READERS])
    finally:
        await asyncio.gather(*(client.close() for client in clients.values()))

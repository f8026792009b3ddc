"""The clients with which a newcomer writes are those that the gateway knows."""

import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

import pytest

from chassis.base.child_process import lines_of
from chassis.testing.plugin import MakeDatabase
from embedded import trial


class Commands:
    """A system of which nothing but the gateway's commands is there."""

    gateway_url = "http://gateway.test"

    def __init__(self, database_url: str) -> None:
        named = {"GATEWAY_DATABASE_URL": database_url, "GATEWAY_BUS_URL": database_url}
        self._environment = os.environ | named

    @classmethod
    async def anew(cls, make_database: MakeDatabase) -> Self:
        return cls(await make_database("gateway"))

    async def command(self, service: str, *arguments: str) -> str:
        return "\n".join([line async for line in self.lines(service, *arguments)])

    async def lines(self, service: str, *arguments: str) -> AsyncIterator[str]:
        async for line in lines_of((sys.executable, "-m", service, *arguments), self._environment):
            yield line

    def memory(self) -> None:
        return None


async def test_they_are_kept_while_their_database_is_there_and_made_anew_when_it_is_not(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    file, system = tmp_path / "trial_clients.json", await Commands.anew(make_database)
    made = await trial.credentials(system, file)
    assert len(made) == 2
    assert await trial.credentials(system, file) == made
    another = await Commands.anew(make_database)
    remade = await trial.credentials(another, file)
    assert not {one.client_id for one in made} & {one.client_id for one in remade}
    assert all([one.client_id in await another.command("gateway", "clients", "list") for one in remade])
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "[[", "[1]", "null"])
async def test_they_are_made_anew_and_the_old_disabled_when_the_file_was_not_written_to_its_end(
    make_database: MakeDatabase, tmp_path: Path, text: str
) -> None:
    file, system = tmp_path / "trial_clients.json", await Commands.anew(make_database)
    before = await trial.credentials(system, file)
    file.write_text(text)
    made = await trial.credentials(system, file)
    assert await trial.credentials(system, file) == made
    listed = map(json.loads, (await system.command("gateway", "clients", "list", "--json")).splitlines())
    states = {one["client_id"]: one["state"] for one in listed}
    assert states == {
        **{one.client_id: "disabled" for one in before},
        **{one.client_id: "enabled" for one in made},
    }

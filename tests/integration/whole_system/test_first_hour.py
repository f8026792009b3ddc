"""What somebody new does first: a client, a token, a write, with the lines that are printed."""

import asyncio
import json
from typing import Any

from chassis.testing import eventually
from demo.first_writes import Credentials, first_writes
from gateway.identity import clients
from tests.integration.whole_system.conftest import WholeSystem


async def credentials(system: WholeSystem, role: str, party: str | None) -> Credentials:
    async with system.runtimes["gateway"].database.transaction() as tx:
        client_id, secret = await clients.create(tx, "A test", [role], party)
    return Credentials(str(client_id), secret)


async def in_a_shell(lines: list[str]) -> list[dict[str, Any]]:
    """What the last lines print, when all are pasted into one shell."""
    script = "\n".join(f"{line}\necho" for line in lines)
    shell = await asyncio.create_subprocess_exec(
        "sh", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    out, _ = await shell.communicate()
    return [json.loads(line) for line in out.decode().splitlines() if line]


async def test_the_first_writes_work_as_they_are_printed(whole_system: WholeSystem) -> None:
    lines = first_writes(
        whole_system.url,
        await credentials(whole_system, "state", "KEN"),
        await credentials(whole_system, "secretariat", None),
    )

    async def accepted() -> list[dict[str, Any]] | None:
        answers = await in_a_shell(lines)
        assert len(answers) == 3
        return answers if all("id" in one for one in answers) else None

    commitment, milestone, finding = await eventually(accepted, every=0.2)
    assert commitment["reference"].startswith("KEN-")
    assert milestone["framework"] == "GCM"
    assert finding["state"] == "KEN"

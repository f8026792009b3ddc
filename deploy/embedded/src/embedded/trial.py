"""The two clients with which a newcomer writes: made at the first start, and kept beside the database."""

import json
import os
from pathlib import Path

from demo.first_writes import STATE, Credentials
from demo.partners import make_clients
from demo.system import System

CLIENTS = [(f"Trial: {STATE}", "state", STATE), ("Trial: secretariat", "secretariat", "")]


async def credentials(system: System, file: Path) -> list[Credentials]:
    """Those of the State and of the secretariat: as `file` has them or, if the gateway has no such, new.

    Raises `CommandFailed`.
    """
    kept = _read(file)
    if kept and {one.client_id for one in kept} <= await _known(system):
        return kept
    made = await make_clients(system, CLIENTS)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as text:
        json.dump(made, text)
    return made


async def _known(system: System) -> set[str]:
    listed = await system.command("gateway", "clients", "list", "--json")
    return {json.loads(line)["client_id"] for line in listed.splitlines()}


def _read(file: Path) -> list[Credentials]:
    try:
        return [Credentials(*one) for one in json.loads(file.read_text())]
    except (FileNotFoundError, ValueError):  # it was never written, or not to its end
        return []

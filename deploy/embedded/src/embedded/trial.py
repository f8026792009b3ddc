"""The two clients with which a newcomer writes: made at the first start, and kept beside the database."""

import json
from pathlib import Path

from demo.first_writes import STATE, Credentials
from demo.partners import make_clients
from demo.system import System
from embedded.secret_files import write_secret

CLIENTS = [(f"Trial: {STATE}", "state focal_point", STATE), ("Trial: secretariat", "secretariat", "")]


async def credentials(system: System, file: Path) -> list[Credentials]:
    """Those of the State and of the secretariat: as `file` has them or, if the gateway has no such, new.

    Earlier ones, whose secrets nobody has any more, are disabled then. Raises `CommandFailed`.
    """
    kept, known = _read(file), await _known(system)
    if len(kept) == len(CLIENTS) and {one.client_id for one in kept} <= known.keys():
        return kept
    for client_id in (one for one, state in known.items() if state == "enabled"):
        await system.command("gateway", "clients", "disable", client_id)
    made = await make_clients(system, CLIENTS)
    write_secret(file, json.dumps(made))
    return made


async def _known(system: System) -> dict[str, str]:
    """The state of each client with a name of ours, by its id."""
    listed = map(json.loads, (await system.command("gateway", "clients", "list", "--json")).splitlines())
    names = {name for name, _, _ in CLIENTS}
    return {one["client_id"]: one["state"] for one in listed if one["name"] in names}


def _read(file: Path) -> list[Credentials]:
    try:
        return [Credentials(*one) for one in json.loads(file.read_text())]
    except (FileNotFoundError, ValueError, TypeError):  # it was never written, or not to its end
        return []

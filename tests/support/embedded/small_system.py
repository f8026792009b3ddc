"""A small system in a process of its own: `python -m tests.support.embedded.small_system FOLDER`.

It supervises PostgreSQL and two programs, one of which ignores SIGTERM, prints the process ids of the three
once they are ready, and runs until it is told to stop.
"""

import asyncio
import sys
from pathlib import Path

from embedded.postgres import SupervisedPostgres
from embedded.supervisor import Supervisor
from embedded.up import until_stopped
from tests.support.embedded.programs import answering


async def run(folder: Path) -> None:
    """Run until cancelled."""
    postgres = SupervisedPostgres(folder / "postgres", print)
    programs = [answering(folder), answering(folder, "deaf", "--deaf")]
    supervisor = Supervisor(programs, print)
    try:
        await postgres.start(["registry"])
        supervisor.start()
        await supervisor.wait_until_ready()
        server = (folder / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]
        print(server, *(process.pid for process in supervisor.processes.values()), flush=True)
        await asyncio.Event().wait()
    finally:
        await supervisor.stop()
        await postgres.stop()


if __name__ == "__main__":
    asyncio.run(until_stopped(run(Path(sys.argv[1]))))

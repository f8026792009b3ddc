"""`./compact operate` and `clients`: a verb of a service on this machine's system, whether it runs or not."""

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from chassis.local_postgres.server import PostgresServer
from chassis.migrations import upgrade
from embedded.errors import CannotStart
from embedded.layout import DATA_DIR, DEMO_DIR, GATEWAY, GATEWAY_PORT, Layout
from embedded.postgres import SupervisedPostgres


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the system."""
    what = f"of the system on this machine ({DATA_DIR}, or {DEMO_DIR} while only that one runs)"
    parser.add_argument("--data-dir", type=Path, metavar="FOLDER", help=what)


def operate(data_dir: Path | None, service: str, arguments: Sequence[str]) -> int:
    """Run `python -m <service> <arguments>` where its database is; returns its exit code.

    Help needs no system. Raises CannotStart.
    """
    if not arguments or {"-h", "--help"}.intersection(arguments):
        return _run({}, service, arguments or ["--help"])
    folder = data_dir or DATA_DIR
    running = running_in(data_dir)
    if running is not None:
        access = PostgresServer.running_on(running.postgres_dir)
        return _run(running.environment(service, access), service, arguments)
    if not (folder / "postgres").exists():
        raise CannotStart(f"No system runs here, and {folder} has none; ./compact up makes one.")
    return asyncio.run(_stopped(folder, service, arguments))


def running_in(data_dir: Path | None) -> Layout | None:
    """The system that runs in `data_dir`, or in one of the usual folders."""
    folders = [data_dir] if data_dir else [DATA_DIR, DEMO_DIR]
    return next((layout for layout in map(Layout.in_use, folders) if layout), None)


async def _stopped(data_dir: Path, service: str, arguments: Sequence[str]) -> int:
    """On a system that does not run: only its PostgreSQL is started, and stopped again."""
    with Layout.reserve(data_dir, gateway_port=0) as reserved:
        layout = replace(reserved, ports={**reserved.ports, GATEWAY: GATEWAY_PORT})
        async with AsyncExitStack() as stack:
            postgres = SupervisedPostgres(layout.postgres_dir, lambda _: None)
            stack.push_async_callback(postgres.stop)
            await postgres.start([service])
            environment = layout.environment(service, postgres.server)
            await upgrade(environment[f"{service.upper()}_MIGRATION_URL"], service)
            return await asyncio.to_thread(_run, environment, service, arguments)


def _run(environment: Mapping[str, str], service: str, arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", service, *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode

"""`./compact clients`: API clients of the system on this machine, whether it runs or not, or of the stack."""

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

_IN_STACK = ("docker", "compose", "exec", "-T", "gateway-worker")
_VERB = ("python", "-m", GATEWAY, "clients")


def clients(chosen: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Run the gateway's verb where its database is; returns its exit code. Raises CannotStart."""
    if chosen.stack:
        return subprocess.run([*_IN_STACK, *_VERB, *arguments], check=False).returncode
    folders = [chosen.data_dir] if chosen.data_dir else [DATA_DIR, DEMO_DIR]
    running = next((layout for layout in map(Layout.in_use, folders) if layout), None)
    if running is not None:
        access = PostgresServer.running_on(running.postgres_dir)
        return _run(running.environment(GATEWAY, access), arguments)
    if chosen.data_dir is None and _stack_runs():
        return subprocess.run([*_IN_STACK, *_VERB, *arguments], check=False).returncode
    if not (folders[0] / "postgres").exists():
        raise CannotStart(
            f"No system runs here, and {folders[0]} has none; ./compact up makes one (or give --stack)."
        )
    return asyncio.run(_stopped(folders[0], arguments))


async def _stopped(data_dir: Path, arguments: Sequence[str]) -> int:
    """On a system that does not run: only its PostgreSQL is started, and stopped again."""
    with Layout.reserve(data_dir, gateway_port=0) as reserved:
        layout = replace(reserved, ports={**reserved.ports, GATEWAY: GATEWAY_PORT})
        async with AsyncExitStack() as stack:
            postgres = SupervisedPostgres(layout.postgres_dir, lambda _: None)
            stack.push_async_callback(postgres.stop)
            await postgres.start([GATEWAY])
            environment = layout.environment(GATEWAY, postgres.server)
            await upgrade(environment["GATEWAY_MIGRATION_URL"], GATEWAY)
            return await asyncio.to_thread(_run, environment, arguments)


def _run(environment: Mapping[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, *_VERB[1:], *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


def _stack_runs() -> bool:
    try:
        done = subprocess.run(
            ["docker", "compose", "ps", "--quiet", "--status", "running", _IN_STACK[-1]],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0 and bool(done.stdout.strip())

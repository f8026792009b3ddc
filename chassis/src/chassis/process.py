"""Running a service's process: serving, working or both, until a signal, and then ending in order."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Iterator
from typing import Any

import uvicorn

from chassis.app import build_app
from chassis.runtime import Runtime, open_runtime
from chassis.service import Service
from chassis.settings import ServiceSettings

GRACE = 2
"""Seconds for requests in progress when the process is told to end."""


class PortInUseError(Exception):
    """Another process listens where this one should."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are ours: the worker has to end as well


async def run(service: Service, settings: ServiceSettings, *, serve: bool, work: bool) -> None:
    """Be the process until SIGTERM or SIGINT. Raises `PortInUseError`, `StaleSchemaError`, or what broke."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listener = _listen(settings) if serve else None
    async with open_runtime(service, settings) as runtime:
        if work:
            runtime.start_worker()
        elif service.publishes:
            runtime.start_notifier()
        if listener is None:
            await _first(stop.wait(), runtime.failed())
        else:
            await _serve(runtime, listener, stop)


async def _serve(runtime: Runtime, listener: socket.socket, stop: asyncio.Event) -> None:
    config = uvicorn.Config(
        build_app(runtime.service, runtime.settings, runtime),
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=75,
        lifespan="on",
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        await _first(stop.wait(), runtime.failed(), asyncio.shield(serving))
    finally:
        server.should_exit = True
        await serving


async def _first(*waits: Awaitable[Any]) -> None:
    """Wait until one of `waits` ends; raise what it raised."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _listen(settings: ServiceSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise PortInUseError(
            f"Port {settings.port} on {settings.host} is in use or not allowed: {error}"
        ) from error
    return listener

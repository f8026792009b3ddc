"""Running a service's process: serving, working or both, until a signal, and then ending in order."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Awaitable, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI

from chassis.http.addresses import OpenByAddress, Proxies
from chassis.http.connections import ConnectionLimits, guarded
from chassis.http.problem_documents import TYPES
from chassis.process.app import build_app
from chassis.process.runtime import Runtime, open_runtime
from chassis.process.service import Service
from chassis.process.settings import ServiceSettings
from chassis.telemetry import tracing

GRACE = 2
"""Seconds for requests in progress when the process is asked to end."""


class PortInUseError(Exception):
    """Another process listens where this one should."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are ours: the worker has to end as well


async def run(service: Service, settings: ServiceSettings, *, serve: bool, work: bool) -> None:
    """Be the process until SIGTERM or SIGINT. Raises `PortInUseError`, `StaleSchemaError`, or what broke.

    One that only works answers for its health and its metrics all the same, and nothing else.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listeners = _listen(settings)
    with tracing.exporting(service.name):
        async with open_runtime(service, settings) as runtime:
            if work:
                runtime.start_worker()
            elif service.publishes:
                runtime.start_notifier()
            app = build_app(service, settings, runtime, serve=serve)
            _calm_collector()
            await _answer_until(stop, runtime, app, listeners)


def _calm_collector() -> None:
    """Let the garbage collector look seldom, and only at what requests leave behind, not at the program.

    By default it walks all modules and classes again and again: a fifth of the time of a large agenda.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def server_config(app: FastAPI, settings: ServiceSettings, **changes: Any) -> uvicorn.Config:
    """How `app` is served: within the limits of connections."""
    limits = ConnectionLimits(
        open=OpenByAddress(settings.connections_per_address),
        proxies=Proxies(settings.trusted_proxies),
        problem_types=f"{str(settings.public_url).rstrip('/')}{TYPES}",
    )
    chosen: dict[str, Any] = {
        "http": guarded(limits),
        "ws": "none",
        "access_log": False,
        "log_config": None,
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": 75,
        "lifespan": "on",
    }
    return uvicorn.Config(app, **chosen | changes)


async def _answer_until(
    stop: asyncio.Event, runtime: Runtime, app: FastAPI, listeners: list[socket.socket]
) -> None:
    config = server_config(app, runtime.settings)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(listeners))
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


def _listen(settings: ServiceSettings) -> list[socket.socket]:
    ports = (settings.port, settings.operations_port)
    return [_bound(settings.host, port) for port in ports if port is not None]


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortInUseError(f"Port {port} on {host} is in use or not allowed: {error}") from error
    return listener

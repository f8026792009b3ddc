"""uvicorn in the process of a test."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import uvicorn

from chassis.testing import eventually


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the test runner's


class RunningServer:
    """Serves while it is entered."""

    def __init__(self, config: uvicorn.Config) -> None:
        self._server = _Server(config)

    async def __aenter__(self) -> Self:
        self._serving = asyncio.create_task(self._server.serve())
        await eventually(self._has_started)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._serving

    async def _has_started(self) -> bool:
        if self._serving.done():
            self._serving.result()
        return self._server.started

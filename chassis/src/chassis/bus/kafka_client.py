"""What all clients of Kafka have in common: how their faults are reported, and how they are stopped."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from chassis.bus.protocol import BusError

log = structlog.get_logger(__name__)

REQUEST_MS = 15_000
"""Bound of one request; longer than a rebalance, during which the answer to a join is held back."""

_PATIENCE = 3.0


@contextmanager
def outages() -> Iterator[None]:
    """Turn what aiokafka raises into `BusError`."""
    try:
        yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise BusError(f"Kafka: {type(error).__name__}: {error}") from error


class Farewells:
    """Clients that are being stopped.

    aiokafka lets running requests end first, so with a broker that does not answer, stopping can last as long
    as `REQUEST_MS`. Nobody shall wait for that: it goes on in the background.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    async def bid(self, stop: Coroutine[Any, Any, None]) -> None:
        """Run `stop`, and wait for it a little. Never raises."""
        farewell = asyncio.create_task(_quietly(stop))
        self._running.add(farewell)
        farewell.add_done_callback(self._running.discard)
        await asyncio.wait([farewell], timeout=_PATIENCE)

    async def finish(self) -> None:
        """End what still goes on."""
        if self._running:
            _, unwilling = await asyncio.wait(self._running, timeout=_PATIENCE)
            for farewell in unwilling:
                farewell.cancel()
            await asyncio.gather(*unwilling, return_exceptions=True)


async def _quietly(stop: Coroutine[Any, Any, None]) -> None:
    try:
        await stop
    except (KafkaError, OSError, TimeoutError) as error:
        log.info("a Kafka client did not stop cleanly", error=f"{type(error).__name__}: {error}")

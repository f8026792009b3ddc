"""Waiting for conditions: what one service has done shows in another a moment later."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from demo.partners import Refused

T = TypeVar("T")


async def until(ask: Callable[[], Awaitable[T | None]], every: float = 0.02, within: float = 60.0) -> T:
    """The first true answer. Raises `TimeoutError`."""
    async with asyncio.timeout(within):
        while not (answer := await ask()):
            await asyncio.sleep(every)
        return answer


async def attempt(call: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any] | None:
    """The answer, or nothing while the service does not know yet what the call is about."""
    try:
        return await call()
    except Refused:
        return None

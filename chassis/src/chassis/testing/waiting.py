"""Waiting for a condition instead of for a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    condition: Callable[[], Awaitable[T | None]], *, within: float = 10.0, every: float = 0.01
) -> T:
    """The first true answer of `condition`, asked every `every` seconds; fails after `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        answer = await condition()
        if answer:
            return answer
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"{condition} was still {answer!r} after {within} s")
        await asyncio.sleep(every)

"""Sleeping until something happens, and not for longer than wanted."""

import asyncio


async def woken_or_after(event: asyncio.Event, seconds: float) -> None:
    """Wait until `event` is set, at most so many seconds.

    Not by `asyncio.wait_for`: before Python 3.12 it can lose a cancellation that comes together with the
    event, and what works until it is cancelled would never end.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return

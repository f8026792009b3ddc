"""Who sleeps until something happens wakes up for it, after a time, or for good."""

import asyncio

import pytest

from chassis.base.waking import woken_or_after


async def test_the_event_ends_the_sleep() -> None:
    event = asyncio.Event()
    sleeping = asyncio.create_task(woken_or_after(event, 60))
    await asyncio.sleep(0)
    event.set()
    await asyncio.wait_for(sleeping, 5)


async def test_time_ends_the_sleep() -> None:
    await asyncio.wait_for(woken_or_after(asyncio.Event(), 0.001), 5)


@pytest.mark.parametrize("steps", range(5))
async def test_a_cancellation_that_comes_together_with_the_event_is_not_lost(steps: int) -> None:
    event = asyncio.Event()

    async def work_for_ever() -> None:
        while True:
            event.clear()
            await woken_or_after(event, 60)

    working = asyncio.create_task(work_for_ever())
    await asyncio.sleep(0)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    done, _ = await asyncio.wait({working}, timeout=5)
    assert done
    assert working.cancelled()

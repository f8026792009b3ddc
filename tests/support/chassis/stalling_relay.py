"""`python -m tests.support.chassis.stalling_relay`: a relay that stops for ever once it has sent events.

It says `sent` when the bus has acknowledged them; the cursor is not moved yet.
"""

import asyncio
from collections.abc import Sequence

from chassis import bus
from chassis.bus import Message
from chassis.database import Database
from tests.support.chassis.notebook.settings import Settings
from tests.support.chassis.relays import HookedBus, relay, tells


async def stall(messages: Sequence[Message]) -> None:
    """Let the parent know, and wait to be killed."""
    if tells(messages):
        print("sent", flush=True)
        await asyncio.Event().wait()


async def main() -> None:
    """Be a relay for a while."""
    settings = Settings()
    database = Database(settings.database_url.get_secret_value(), name="notebook", pool_size=2)
    hooked = HookedBus(bus.connect(settings.bus_url.get_secret_value()), after=stall)
    await relay(database, hooked).run()


if __name__ == "__main__":
    asyncio.run(main())

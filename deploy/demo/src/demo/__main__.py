"""`python -m demo`: the story on the system that the environment names."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

from rich.console import Console

from chassis.base.child_process import CommandFailed, lines_of
from demo.display import show_measures, show_next
from demo.measures import Measures
from demo.story import play

WIDTH = 120


class Deployed:
    """A system elsewhere; its services' commands run here, with the settings that the environment has."""

    def __init__(self, gateway_url: str) -> None:
        self.gateway_url = gateway_url

    async def command(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints. Raises CommandFailed."""
        return "\n".join([line async for line in self.lines(service, *arguments)])

    async def lines(self, service: str, *arguments: str) -> AsyncIterator[str]:
        """The same line by line."""
        async for line in lines_of((sys.executable, "-m", service, *arguments), {}):
            yield line

    def memory(self) -> None:
        """Nothing: its processes are elsewhere."""


async def main() -> int:
    """Play the story; returns the exit code."""
    console, measures = Console(width=WIDTH), Measures()
    try:
        played = await play(Deployed(os.environ["DEMO_GATEWAY_URL"]), console, measures)
    except CommandFailed as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    show_measures(console, measures.taken)
    show_next(console, os.environ["DEMO_PUBLIC_URL"].rstrip("/"), played)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))

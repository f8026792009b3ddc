"""A stack as the demonstration's story knows a system: a gateway, and operators' commands."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from tests.support.compose.stack import Stack

_WITH_FILE = 'printf %s "$1" >/tmp/given && shift && exec "$@" /tmp/given'


class Deployed:
    """The commands run in the containers of the stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.gateway_url = stack.gateway_url

    async def command(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints; a file as the last argument is taken along."""
        return await asyncio.to_thread(self._run, service, "python", "-m", service, *arguments)

    def _run(self, service: str, *words: str) -> str:
        container = service if service == "gateway" else f"{service}-api"
        if Path(words[-1]).is_file():
            words = ("sh", "-c", _WITH_FILE, "--", Path(words[-1]).read_text(), *words[:-1])
        return self._stack.exec(container, *words)

    async def lines(self, service: str, *arguments: str) -> AsyncIterator[str]:
        """The same by lines."""
        for line in (await self.command(service, *arguments)).splitlines():
            yield line

    def memory(self) -> None:
        """Not told."""

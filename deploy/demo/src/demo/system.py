"""What the story needs of the system that it is played on."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol


class System(Protocol):
    """A system that runs, wherever it is."""

    @property
    def gateway_url(self) -> str:
        """Where partners reach it, without a slash at the end."""

    async def command(self, service: str, *arguments: str) -> str:
        """What `python -m <service> <arguments>` prints, as an operator would run it."""

    def lines(self, service: str, *arguments: str) -> AsyncIterator[str]:
        """The same line by line, as it is printed."""

    def memory(self) -> Mapping[str, int] | None:
        """Bytes that its processes hold, by name, if that can be seen from here."""

"""What a server logs of the nonsense that strangers send: a few lines, however much of it there is."""

import logging
import time
from collections.abc import Callable, MutableMapping
from typing import Any

SECONDS = 60.0


class Complaints:
    """Lets a minute have one line about each address, and `most` about all together."""

    def __init__(self, most: int = 60, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._since, self._named = clock(), set[str]()

    def may_name(self, address: str) -> bool:
        """Whether there may be a line about `address`, which then is the one of this minute."""
        if self._clock() - self._since >= SECONDS:
            self._since, self._named = self._clock(), set()
        if address in self._named or len(self._named) >= self._most:
            return False
        self._named.add(address)
        return True


class ComplaintLogger(logging.LoggerAdapter[logging.Logger]):
    """A server's logger for one connection: its warnings are about what the client sends."""

    def __init__(self, logger: logging.Logger, complaints: Complaints, address: str) -> None:
        super().__init__(logger)
        self._complaints, self._address = complaints, address

    @property
    def level(self) -> int:
        """As a logger has it."""
        return self.logger.level

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 # as a logger names it
        """Whether a line of `level` is written."""
        enabled = super().isEnabledFor(level)
        return enabled and (level != logging.WARNING or self._complaints.may_name(self._address))

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """The line, with the address that it is about."""
        return f"{msg} (client {self._address}; at most one such line a minute)", kwargs

"""Where log lines go: a file descriptor. A line that cannot be written is lost and counted, no more."""

import os
from dataclasses import dataclass


@dataclass(slots=True)
class Output:
    """Writes whole lines, without a buffer: what is in no file yet cannot fail later."""

    descriptor: int
    lost: int = 0
    """Lines that could not be written; for metrics."""
    _is_within_line: bool = False

    def write(self, line: str) -> None:
        """Write `line`, unless the disk is full, the reader is gone, or the output is closed."""
        rest = f"{line}\n".encode(errors="replace")
        if self._is_within_line:  # half of a line was written before there was no room
            rest = b"\n" + rest
        try:
            while rest:
                written = os.write(self.descriptor, rest)
                rest = rest[written:]
                self._is_within_line = bool(rest)
        except OSError:
            self.lost += 1


OUTPUT = Output(1)
"""Standard output of this process."""


class LineLogger:
    """What structlog gives finished lines to."""

    def __init__(self, *_: object) -> None:
        pass

    def msg(self, line: str) -> None:
        """Write a line of whatever level."""
        OUTPUT.write(line)

    log = debug = info = warn = warning = error = critical = exception = fatal = failure = err = msg

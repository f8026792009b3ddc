"""What happened when, in a file beside the logs."""

import time
from typing import TextIO


class Diary:
    """Lines with the time of day."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def note(self, line: str) -> None:
        """Write down `line`."""
        now = time.time()
        clock = time.strftime("%H:%M:%S", time.gmtime(now))
        print(f"{clock}.{int(now * 1000) % 1000:03d}", line, file=self._file, flush=True)

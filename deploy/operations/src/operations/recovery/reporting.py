"""How backup and restore report to the operator."""

from collections.abc import Callable

from operations.compose import ComposeError
from operations.recovery.manifest import BackupError
from operations.recovery.restore import DeclinedError
from operations.recovery.resync import NotReadError

OBSTACLES = (ComposeError, BackupError, DeclinedError, NotReadError, OSError)
"""What an operator can put right, reported in one line."""


def exit_code(verb: str, work: Callable[[Callable[[str], None]], None]) -> int:
    """0 after `work`, which prints by the function that it gets; 1 after an obstacle, which is printed."""

    def say(sentence: str) -> None:
        print(f"{verb}: {sentence}", flush=True)

    try:
        work(say)
    except OBSTACLES as error:
        say(str(error))
        return 1
    return 0

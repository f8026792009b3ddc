"""How backup and restore speak to the operator."""

from collections.abc import Callable

from operations.compose import ComposeError
from operations.recovery.manifest import BackupError
from operations.recovery.restore import DeclinedError
from operations.recovery.resync import NotReadError

OBSTACLES = (ComposeError, BackupError, DeclinedError, NotReadError, OSError)
"""What an operator can put right, told in one line."""


def told(verb: str, work: Callable[[Callable[[str], None]], None]) -> int:
    """Do `work`, which gets a way to say things; 1 if an obstacle kept it from its end, which is said."""

    def say(sentence: str) -> None:
        print(f"{verb}: {sentence}", flush=True)

    try:
        work(say)
    except OBSTACLES as error:
        say(str(error))
        return 1
    return 0

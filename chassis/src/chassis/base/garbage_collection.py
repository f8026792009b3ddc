"""When the garbage collector works."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_resting() -> Iterator[None]:
    """Let the garbage collector rest while very many objects are made that are not in cycles.

    It would look at all of them again and again. What is no longer needed goes all the same.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

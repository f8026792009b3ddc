"""A verb of a service's command line, declared."""

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from chassis.process.settings import ServiceSettings

Work = Callable[[ServiceSettings, argparse.Namespace], Awaitable[int | None]]


@dataclass(frozen=True)
class Command:
    """A verb: its name, one line of help, its arguments, and the work it does."""

    name: str
    summary: str
    work: Work
    arguments: Callable[[argparse.ArgumentParser], Any] = lambda _: None

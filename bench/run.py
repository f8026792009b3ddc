"""A run: the figures that were chosen, one after the other, each with its outcome."""

import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.client import UnexpectedAnswer
from bench.figure import GIGABYTE, Figure, Measurement, Setting
from tests.support.kafka.distribution import KafkaUnavailable


class UnknownFigure(Exception):
    """There is no such figure; the message says which there are, in one sentence."""


class TooLittleDisk(Exception):
    """The disk has no room for temporary data; the message says so in one sentence."""


@dataclass(frozen=True)
class Outcome:
    """What came of one figure."""

    figure: Figure
    seconds: float
    measurements: Sequence[Measurement] = ()
    skipped: str | None = None
    """Why it was not measured, in one sentence."""


def chosen(figures: Sequence[Figure], keys: Sequence[str]) -> list[Figure]:
    """The figures with these `keys`, in their own order; all, without any. Raises `UnknownFigure`."""
    known = [figure.key for figure in figures]
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise UnknownFigure(f"There is no figure {', '.join(unknown)}; there are {', '.join(known)}.")
    return [figure for figure in figures if not keys or figure.key in keys]


def check_disk(figures: Sequence[Figure]) -> None:
    """Raise `TooLittleDisk` unless there is room for what `figures` need, one after the other."""
    folder = tempfile.gettempdir()
    needed, free = max(figure.disk for figure in figures), shutil.disk_usage(folder).free
    if free < needed:
        there_are = (
            f"{needed / GIGABYTE:.1f} GB are needed in {folder}, and {free / GIGABYTE:.1f} GB are free"
        )
        raise TooLittleDisk(f"{there_are}; set TMPDIR to a folder with more room.")


async def measure(figures: Sequence[Figure], setting: Setting) -> list[Outcome]:
    """Measure `figures` one after the other. Raises `UnexpectedAnswer`, which names the figure."""
    return [await _measure(figure, setting) for figure in figures]


async def _measure(figure: Figure, setting: Setting) -> Outcome:
    setting.say(f"{figure.key}: {figure.title}")
    began = time.monotonic()
    try:
        measurements = await figure.measure(setting)
    except KafkaUnavailable as error:
        return Outcome(figure, time.monotonic() - began, skipped=f"Kafka cannot be run here: {error}.")
    except UnexpectedAnswer as error:
        raise UnexpectedAnswer(f"{figure.key}: {error}") from error
    return Outcome(figure, time.monotonic() - began, measurements)

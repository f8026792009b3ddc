"""Which figures a run measures, and when it does not begin."""

import shutil
from typing import NamedTuple

import pytest

from bench.figure import Figure, Measurement, Setting
from bench.run import TooLittleDisk, UnknownFigure, check_disk, chosen


async def _nothing(_: Setting) -> list[Measurement]:
    return []


FIGURES = [Figure(key, key.title(), _nothing) for key in ("create", "read", "page")]


def _keys(*named: str) -> list[str]:
    return [figure.key for figure in chosen(FIGURES, named)]


def test_without_names_all_figures_are_measured() -> None:
    assert _keys() == ["create", "read", "page"]


def test_named_figures_are_measured_in_the_catalogues_order() -> None:
    assert _keys("page", "create") == ["create", "page"]


def test_an_unknown_name_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(UnknownFigure) as refusal:
        chosen(FIGURES, ["page", "paeg"])
    assert str(refusal.value) == "There is no figure paeg; there are create, read, page."


class _Disk(NamedTuple):
    total: float
    used: float
    free: float


def test_a_run_that_would_fill_the_disk_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Disk(10e9, 9e9, 1e9))
    with pytest.raises(TooLittleDisk, match=r"^2\.0 GB are needed in .+, and 1\.0 GB are free"):
        check_disk(FIGURES)

"""Where the temporary files of a run go."""

import os
from pathlib import Path

import pytest

from tests.support.memory import PLACE, ROOM, choice, has_room


def test_they_go_to_memory_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.memory.ROOM", 1)
    assert choice({}, tmp_path, available=1) == {PLACE: str(tmp_path)}


def test_a_place_that_is_named_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.memory.ROOM", 1)
    assert choice({PLACE: "/elsewhere"}, tmp_path, available=1) == {}


def test_they_do_not_where_memory_is_short(tmp_path: Path) -> None:
    assert not has_room(tmp_path, available=ROOM - 1)


def test_they_do_not_where_there_is_no_such_folder(tmp_path: Path) -> None:
    assert not has_room(tmp_path / "none", available=1 << 60)


def test_they_do_not_where_no_program_may_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.memory.ROOM", 1)
    found = os.statvfs(tmp_path)
    fields = [*tuple(found)[:8], found.f_flag | os.ST_NOEXEC, found.f_namemax]
    monkeypatch.setattr("os.statvfs", lambda _: os.statvfs_result(fields))
    assert not has_room(tmp_path, available=1)

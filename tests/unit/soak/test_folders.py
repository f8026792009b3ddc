"""The folder of a run: removed when it has ended, kept when asked for, swept when its run was killed."""

import shutil
from pathlib import Path

import pytest

from tests.soak import folders


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where runs keep their folders."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def left_by_a_killed_run(place: Path) -> Path:
    folder = place / f"{folders.RUNNING}abc"
    folder.mkdir()
    (folder / folders.LOCK).touch()
    return folder


def test_a_run_leaves_no_folder(place: Path) -> None:
    with folders.run_folder() as folder:
        (folder / "file").touch()
    assert list(place.iterdir()) == []


def test_what_is_kept_survives_the_next_run(place: Path) -> None:
    with folders.run_folder() as folder:
        (folder / "file").touch()
        kept = folders.keep(folder, 7)
    with folders.run_folder():
        pass
    assert list(place.iterdir()) == [kept]
    assert (kept / "file").exists()


def test_the_folder_of_a_killed_run_is_swept_up(place: Path) -> None:
    left = left_by_a_killed_run(place)
    with folders.run_folder() as folder:
        assert folder != left
        assert not left.exists()


def test_the_folder_of_a_living_run_is_left_alone(place: Path) -> None:
    with folders.run_folder() as first, folders.run_folder():
        assert first.exists()


def test_a_disk_with_too_little_room_is_refused_in_one_sentence(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(place)._replace(free=folders.LEAST_FREE - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(folders.NoRoom, match="less than 2 GB"), folders.run_folder():
        pass

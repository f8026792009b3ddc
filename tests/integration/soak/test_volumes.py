"""A small volume is full when it is filled, and no trace of it is left outside of its process."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from tests.soak import volumes

if reason := volumes.obstacle():
    sys.exit(reason)
volume = volumes.Volume(Path(sys.argv[1]) / "small", 2)
(volume.folder / "kept").write_text("a file")
volume.fill()
try:
    (volume.folder / "more").write_bytes(bytes(100_000))
except OSError as error:
    print(error.strerror)
volume.clear()
(volume.folder / "more").write_bytes(bytes(100_000))
if sys.argv[2] == "leave":
    sys.exit()
volume.close(keep=sys.argv[2] == "keep")
"""


def run(folder: Path, end: str) -> str:
    command = [sys.executable, "-c", PROGRAM, str(folder), end]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(done.stderr.strip())
    return done.stdout.strip()


def test_a_volume_that_is_filled_takes_nothing_more_until_it_is_cleared(tmp_path: Path) -> None:
    assert run(tmp_path, "drop") == "No space left on device"


@pytest.mark.parametrize(("end", "files"), [("drop", []), ("leave", []), ("keep", ["kept", "more"])])
def test_its_files_end_with_it_unless_they_are_kept(tmp_path: Path, end: str, files: list[str]) -> None:
    run(tmp_path, end)
    assert sorted(file.name for file in (tmp_path / "small").glob("*")) == files
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()

"""`./compact`: what it says when it cannot work, and that a finished set-up is not made again."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with nothing but the script and its lock file."""
    for name in ("compact", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "compact", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def put_program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def put_basics(folder: Path) -> None:
    """The programs that every system has, without any Python."""
    folder.mkdir()
    for name in ("awk", "cat", "cmp", "dirname", "head", "mkdir", "mv", "rm", "sed", "sh", "tail"):
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)


@pytest.mark.parametrize(("arguments", "code"), [(["help"], 0), (["fly"], 2), ([], 2)])
def test_help_and_mistakes_show_the_usage(checkout: Path, arguments: list[str], code: int) -> None:
    done = run(checkout, *arguments)
    assert done.returncode == code
    assert "Usage: ./compact VERB" in done.stdout + done.stderr


@pytest.mark.parametrize("port", ["abc", "-1", "70000"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    done = run(ROOT, "up", f"--port={port}")
    assert done.returncode == 2
    assert done.stderr.endswith(f"error: argument --port: a port is a number from 0 to 65535, not {port}\n")


def test_without_a_python_it_says_what_is_needed(checkout: Path, tmp_path: Path) -> None:
    put_basics(tmp_path / "bin")
    done = run(checkout, "test", PATH=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert "Python 3.11 or later is needed" in done.stderr


def test_a_python_that_is_too_old_is_refused(checkout: Path, tmp_path: Path) -> None:
    put_basics(tmp_path / "bin")
    put_program(tmp_path / "bin", "python3", 'case "$2" in *version_info*) exit 1;; *) echo 3.9.2;; esac')
    done = run(checkout, "test", PATH=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert "found only 3.9.2" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_told_which_package_has_it(checkout: Path, tmp_path: Path) -> None:
    put_basics(tmp_path / "bin")
    script = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'
    put_program(tmp_path / "bin", "python3.12", script)
    done = run(checkout, "test", PATH=str(tmp_path / "bin"))
    assert done.returncode == 1
    assert "apt-get install python3-venv (or python3.12-venv)" in done.stderr


def test_a_set_up_that_failed_does_not_pass_as_done(checkout: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
    done = run(checkout, "test", **nowhere)
    assert done.returncode == 1
    assert "uv could not be installed; is there a network" in done.stderr
    assert not (checkout / ".venv" / ".stamp").exists()
    assert not (checkout / ".venv.lock").exists()


def test_a_finished_set_up_is_not_made_again(checkout: Path) -> None:
    put_program(checkout / ".venv" / "bin", "python", 'echo "python $*"')
    members = ("chassis/src", "services/registry/src", "services/commitments/src", "services/review/src")
    others = ("gateway/src", "deploy/demo/src", "deploy/embedded/src", "deploy/operations/src")
    paths = [f"{checkout}/{member}\n" for member in (*members, *others)]
    stamp = "".join([*paths, f"{checkout}\n", (checkout / "requirements.lock").read_text()])
    (checkout / ".venv" / ".stamp").write_text(stamp)
    done = run(checkout, "up", "--port", "9000")
    assert done.stdout == "python -m embedded up --port 9000\n"


@pytest.mark.parametrize(
    ("docker", "complaint"),
    [
        ('[ "$1" = compose ]', "no Docker daemon answers"),
        ("exit 1", "Docker with Compose is needed"),
    ],
)
def test_without_docker_the_doctor_could_not_look(
    checkout: Path, tmp_path: Path, docker: str, complaint: str
) -> None:
    put_basics(tmp_path / "bin")
    put_program(tmp_path / "bin", "docker", docker)
    done = run(checkout, "doctor", PATH=str(tmp_path / "bin"))
    assert done.returncode == 2
    assert complaint in done.stderr
    assert run(checkout, "streams", "list", PATH=str(tmp_path / "bin")).returncode == 1


def test_a_lock_left_by_a_start_that_died_is_taken_over(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv.lock").mkdir()
    (checkout / ".venv.lock" / "pid").write_text("4194304\n")  # above every process id of Linux
    put_basics(tmp_path / "bin")
    done = run(checkout, "test", PATH=str(tmp_path / "bin"))
    assert "Python 3.11 or later is needed" in done.stderr
    assert not (checkout / ".venv.lock").exists()

"""`./compact clients` finds the system on this machine, whether it runs or not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.local_postgres.server import PostgresServer
from embedded.layout import Layout


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "embedded", "clients", "--data-dir", str(folder), *arguments]
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=120, check=False)


def test_a_client_is_made_while_nothing_runs_and_listed_and_disabled_while_the_system_does(
    tmp_path: Path,
) -> None:
    (tmp_path / "postgres").mkdir()
    made = run(tmp_path, "create", "--name", "Kenya", "--role", "state", "--party", "KEN")
    assert made.returncode == 0, made.stderr
    client_id = made.stdout.splitlines()[0].removeprefix("client id:").strip()
    assert "http://127.0.0.1:8080/oauth/token" in made.stdout.splitlines()[-1]
    with Layout.reserve(tmp_path, 0) as layout, PostgresServer(layout.postgres_dir):
        assert client_id in run(tmp_path, "list").stdout
        another = run(tmp_path, "create", "--name", "Office", "--role", "secretariat")
        assert f"{layout.url('gateway')}/oauth/token" in another.stdout
        assert run(tmp_path, "disable", client_id).returncode == 0


@pytest.mark.parametrize("arguments", [["-h"], ["create", "--help"]])
def test_help_needs_no_system(tmp_path: Path, arguments: list[str]) -> None:
    shown = run(tmp_path / "nowhere", *arguments)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("usage: ./compact clients")
    assert ("--data-dir" in shown.stdout) == ("--stack" in shown.stdout) == (arguments == ["-h"])


def test_a_mistake_is_named_before_any_system_is_looked_for(tmp_path: Path) -> None:
    refused = run(tmp_path / "nowhere", "create", "--name", "x", "--role", "king")
    assert refused.returncode == 2
    assert "king" in refused.stderr


def test_without_a_system_it_names_the_verb_that_makes_one(tmp_path: Path) -> None:
    done = run(tmp_path / "nowhere", "list")
    assert done.returncode == 1
    assert "./compact up makes one" in done.stderr

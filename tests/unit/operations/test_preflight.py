"""What preflight finds, and how it tells it: a line each, with what to do, and an exit code of 1."""

import argparse
from pathlib import Path

import pytest

from operations import preflight
from operations.secrets import folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with secrets and a volume, without any fault."""
    folder.make(tmp_path / "secrets", ("kafka", "localhost"))
    (tmp_path / "volumes" / "postgres").mkdir(parents=True)
    monkeypatch.setenv("OPERATIONS_SECRETS", str(tmp_path / "secrets"))
    monkeypatch.setenv("OPERATIONS_VOLUMES", str(tmp_path / "volumes"))
    monkeypatch.setenv("OPERATIONS_BROKERS", "kafka:9092 localhost:9095")
    monkeypatch.setenv("OPERATIONS_FREE_SPACE", "1")
    return tmp_path


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that preflight says. It must refuse."""
    assert preflight.run(argparse.Namespace()) == 1
    [line] = capsys.readouterr().out.splitlines()
    return line


def test_without_a_fault_nothing_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert preflight.run(argparse.Namespace()) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("secret", ["change-me-change-me", "short"])
def test_a_secret_that_is_none_is_named_and_not_shown(
    place: Path, capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    (place / "secrets" / "gateway_database_password").write_text(secret)
    line = refusal(capsys)
    assert line.startswith("preflight: the secret gateway_database_password ")
    assert secret not in line


def test_a_missing_secret_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "secrets" / "review_bus_password").unlink()
    assert refusal(capsys).startswith("preflight: the secret review_bus_password cannot be read")


def test_an_address_that_kafkas_certificate_is_not_for_is_named(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATIONS_BROKERS", "kafka:9092 kafka.example.org:9095")
    assert refusal(capsys).endswith("./compact secrets --kafka-host kafka.example.org")


def test_a_volume_without_room_is_named(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPERATIONS_FREE_SPACE", "1E")
    wanted = "preflight: the volume postgres needs 1000000000000 MB free and has "
    assert refusal(capsys).startswith(wanted)

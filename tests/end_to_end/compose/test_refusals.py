"""What is wrong before a start keeps everything from starting, and is said in one line."""

from pathlib import Path

import pytest

from tests.support.compose.engine import CommandFailed
from tests.support.compose.stack import Stack

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def refusal(stack: Stack) -> str:
    """What the attempt to start says. It must fail."""
    with pytest.raises(CommandFailed) as failure:
        stack.up()
    return str(failure.value)


def the_line(stack: Stack, service: str) -> str:
    """The one line that `service` says."""
    lines = stack.logs(service).strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_a_missing_secret_is_named_and_nothing_starts(own_stack: Stack) -> None:
    (own_stack.secrets / "review_bus_password").unlink()
    assert "review_bus_password" in refusal(own_stack)
    assert own_stack.running() == set()


@pytest.mark.parametrize("secret", ["change-me-change-me", "short"])
def test_a_secret_that_is_none_is_named_and_nothing_starts(own_stack: Stack, secret: str) -> None:
    (own_stack.secrets / "gateway_database_password").write_text(secret)
    refusal(own_stack)
    line = the_line(own_stack, "preflight")
    assert "gateway_database_password" in line
    assert secret not in line
    assert own_stack.running() == set()


def test_an_address_that_kafkas_certificate_is_not_for_is_named_and_nothing_starts(own_stack: Stack) -> None:
    own_stack.settings["KAFKA_EXTERNAL_ADDRESS"] = "kafka.example.org:9095"
    refusal(own_stack)
    assert "./compact secrets --kafka-host kafka.example.org" in the_line(own_stack, "preflight")
    assert own_stack.running() == set()


def test_a_full_volume_is_named_and_nothing_starts(own_stack: Stack, tmp_path: Path) -> None:
    small = tmp_path / "small.yml"
    small.write_text(
        "volumes: {postgres: {driver_opts: {type: tmpfs, device: tmpfs, o: 'size=64m,uid=999,gid=999'}}}"
    )
    own_stack.files.append(small)
    refusal(own_stack)
    assert "volume postgres needs 1000 MB free and has 67" in the_line(own_stack, "preflight")
    assert own_stack.running() == set()


def test_a_wrong_address_of_kafka_is_told_and_no_process_starts(own_stack: Stack) -> None:
    own_stack.settings["KAFKA_OPERATORS_BOOTSTRAP"] = "kafka:9999"
    refusal(own_stack)
    assert "kafka:9999" in the_line(own_stack, "kafka-setup")
    assert own_stack.running() == {"postgres", "kafka"}


def test_a_wrong_address_of_kafka_for_the_services_is_told_and_no_process_starts(own_stack: Stack) -> None:
    own_stack.settings["KAFKA_BOOTSTRAP"] = "kafka:9998"
    refusal(own_stack)
    assert "kafka:9998" in own_stack.logs("kafka-setup").strip().splitlines()[-1]
    assert own_stack.running() == {"postgres", "kafka"}


def test_the_schema_of_a_later_release_is_told_and_no_process_starts(own_stack: Stack) -> None:
    own_stack.up("postgres")
    for job in ("postgres-setup", "review-migrate"):
        own_stack.run(job)
    later = "UPDATE review.alembic_version SET version_num = '9999'"
    own_stack.exec("postgres", "psql", "--username=postgres", "--dbname=review", "--command", later)
    refusal(own_stack)
    assert "review stands at 9999" in own_stack.logs("review-migrate").strip().splitlines()[-1]
    assert own_stack.running() == {"postgres", "kafka"}


@pytest.mark.skipif(not FAKETIME.exists(), reason="Debian's libfaketime is not installed")
def test_a_clock_that_is_off_is_told_and_the_gateway_stays_closed(own_stack: Stack, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.yml"
    ahead.write_text(f"""
services:
  review-worker:
    environment: {{LD_PRELOAD: /faketime.so, FAKETIME: "+5s", DONT_FAKE_MONOTONIC: "1"}}
    volumes: ["{FAKETIME}:/faketime.so:ro"]
    restart: "no"
""")
    own_stack.files.append(ahead)
    refusal(own_stack)
    line = the_line(own_stack, "review-worker")
    assert "The clock here is 5.0 s ahead of the database's" in line
    assert "gateway" not in own_stack.running()

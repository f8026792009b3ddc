"""What keeps a system from starting is told in one line each, and nothing starts."""

import json
from pathlib import Path

import pytest

from operations.roles import ROLES
from tests.end_to_end.compose.diagnosis import diagnosis
from tests.support.compose.engine import CommandFailed
from tests.support.compose.stack import Stack

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
JOBS = {
    "kafka-setup",
    "registry-migrate",
    "commitments-migrate",
    "review-migrate",
    "gateway-migrate",
}


def refusal(stack: Stack) -> str:
    """What the attempt to start says. It must fail."""
    with pytest.raises(CommandFailed) as failure:
        stack.up()
    return str(failure.value)


def test_where_nothing_runs_there_is_nothing_to_judge(system: Stack) -> None:
    found = diagnosis(system)
    assert found.code == 2
    assert found.said == ""  # the reason is for people, on the error output


def test_a_missing_secret_is_named_and_nothing_starts(system: Stack) -> None:
    secret = system.secrets / "review_bus_password"
    kept = secret.read_text()
    secret.unlink()
    assert secret.name in refusal(system)
    secret.write_text(kept)
    assert system.running() == set()


def test_whatever_preflight_finds_is_told_in_a_line_each_and_nothing_starts(system: Stack) -> None:
    secret = system.secrets / "gateway_database_password"
    kept, settings = secret.read_text(), dict(system.settings)
    secret.write_text("change-me-change-me")
    system.settings |= {"KAFKA_EXTERNAL_ADDRESS": "kafka.example.org:9095", "FREE_SPACE": "1E"}
    refusal(system)
    secret.write_text(kept)
    system.settings |= settings
    del system.settings["FREE_SPACE"]
    weak, nameless, *crowded = system.logs("preflight").strip().splitlines()
    assert secret.name in weak
    assert "change-me" not in weak
    assert "./compact secrets --kafka-host kafka.example.org" in nameless
    assert [f"volume {name} needs" in line for name, line in zip(("kafka", "postgres"), crowded, strict=True)]
    assert system.running() == set()


def test_no_process_starts_before_every_job_has_ended_well(system: Stack) -> None:
    services = json.loads(system.compose("config", "--format", "json"))["services"]
    awaited = {
        name: {what: how["condition"] for what, how in one.get("depends_on", {}).items()}
        for name, one in services.items()
    }
    for role in ROLES:
        if role.name != "gateway":  # which waits for the others
            assert awaited[role.name] == dict.fromkeys(JOBS, "service_completed_successfully")
    others = {role.name for role in ROLES} - {"gateway", "gateway-worker"}
    assert awaited["gateway"] == dict.fromkeys(others, "service_healthy")
    for job in JOBS - {"kafka-setup"}:
        assert awaited[job] == {"postgres-setup": "service_completed_successfully"}
    assert awaited["kafka-setup"] == {"kafka": "service_healthy"}
    assert awaited["postgres-setup"] == {"postgres": "service_healthy"}
    for server in ("postgres", "kafka"):
        assert awaited[server] == {"preflight": "service_completed_successfully"}


@pytest.mark.skipif(not FAKETIME.exists(), reason="Debian's libfaketime is not installed")
def test_a_process_whose_clock_is_off_says_so_and_does_not_start(stack: Stack, tmp_path: Path) -> None:
    ahead = tmp_path / "ahead.yml"
    ahead.write_text(f"""
services:
  review-worker:
    environment: {{LD_PRELOAD: /faketime.so, FAKETIME: "+5s", DONT_FAKE_MONOTONIC: "1"}}
    volumes: ["{FAKETIME}:/faketime.so:ro"]
""")
    stack.files.append(ahead)
    try:
        with pytest.raises(CommandFailed, match=r"The clock here is 5\.\d s ahead of the database's"):
            stack.run("review-worker", "work")
    finally:
        stack.files.remove(ahead)

"""What each container may do, what the whole stack needs, and that it is watched."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from demo.waiting import until
from operations.roles import ROLES
from tests.end_to_end.compose.drill import Drill
from tests.support.compose.engine import run
from tests.support.compose.stack import Stack

MEGABYTE = 1_000_000
PUBLISHED = {"edge", "gateway", "kafka"}
SERVERS = {"edge", "postgres", "kafka"}


def containers(stack: Stack) -> dict[str, dict[str, Any]]:
    """What Docker knows of each service's container."""
    names = stack.compose("ps", "--all", "--quiet").split()
    told = json.loads(run(["docker", "inspect", *names], within=30))
    return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in told}


def test_everything_is_well_after_up(stack: Stack, drill: Drill) -> None:
    drill.note(f"from `up` with images built to all healthy: {stack.up_took:.0f} s")
    assert set(stack.health().values()) == {"healthy", "exited 0"}


def test_nothing_runs_as_root_or_could_become_root(stack: Stack) -> None:
    for name, one in containers(stack).items():
        user = one["Config"]["User"].partition(":")[0]
        assert user not in {"", "0", "root"}, name
        assert one["HostConfig"]["CapDrop"] == ["ALL"], name
        assert not one["HostConfig"]["CapAdd"], name
        assert "no-new-privileges:true" in one["HostConfig"]["SecurityOpt"], name
        assert not one["HostConfig"]["Privileged"], name


def test_root_file_systems_are_read_only_and_everything_has_its_limits(stack: Stack) -> None:
    for name, one in containers(stack).items():
        assert one["HostConfig"]["ReadonlyRootfs"], name
        assert one["HostConfig"]["Memory"] > 0, name
        assert one["HostConfig"]["NanoCpus"] > 0, name


def test_no_secret_is_in_an_environment_or_a_command_line(stack: Stack) -> None:
    secrets = {file.read_text().strip() for file in stack.secrets.glob("*_password")}
    for name, one in containers(stack).items():
        told = json.dumps([one["Config"]["Env"], one["Config"]["Cmd"], one["Config"]["Entrypoint"]])
        assert not any(secret in told for secret in secrets), name


def test_a_process_sees_no_secret_of_another(stack: Stack) -> None:
    for service in ("registry", "commitments", "review"):
        assert set(stack.exec(f"{service}-api", "ls", "/run/secrets").split()) == {
            f"{service}_database_password"
        }
        assert set(stack.exec(f"{service}-worker", "ls", "/run/secrets").split()) == {
            f"{service}_database_password",
            f"{service}_bus_password",
            "authority.pem",
        }


def test_only_the_edge_the_gateway_and_the_listener_for_regional_bodies_can_be_reached(stack: Stack) -> None:
    for name, one in containers(stack).items():
        bound = [port for ports in one["NetworkSettings"]["Ports"].values() for port in ports or ()]
        assert bool(bound) == (name in PUBLISHED), name
        assert all(port["HostIp"] == "127.0.0.1" for port in bound), name


def test_all_images_together_are_little_more_than_one(stack: Stack) -> None:
    ours = {
        one["Image"]
        for name, one in containers(stack).items()
        if name.endswith(("-api", "-worker", "gateway", "preflight"))
    }
    images = json.loads(run(["docker", "image", "inspect", *ours], within=30))
    assert len(images) == 5
    for image in images:
        assert image["Size"] < 250 * MEGABYTE, image["RepoTags"]
    layers = [tuple(image["RootFS"]["Layers"]) for image in images]
    shared = set.intersection(*map(set, layers))
    assert all(len(set(one) - shared) <= 3 for one in layers), "only the sources differ"


def test_the_idle_stack_without_its_servers_needs_less_than_900_megabytes(stack: Stack, drill: Drill) -> None:
    names = {one["Name"].lstrip("/"): name for name, one in containers(stack).items()}
    told = run(["docker", "stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}"], within=60)
    used = {}
    for line in told.splitlines():
        name, amount, *_ = line.split()
        if names.get(name, "postgres") not in SERVERS:
            used[names[name]] = _bytes(amount)
    for name, held in sorted(used.items()):
        drill.note(f"{name}: {held / MEGABYTE:.0f} MB")
    drill.note(f"in all: {sum(used.values()) / MEGABYTE:.0f} MB")
    assert len(used) == 8
    assert sum(used.values()) < 900 * MEGABYTE


@pytest.fixture
def watched_stack(stack: Stack) -> Iterator[Stack]:
    """The system with Prometheus beside it."""
    stack.profiles.append("observability")
    stack.up("prometheus")
    yield stack
    stack.compose("rm", "--stop", "--force", "prometheus")
    stack.profiles.remove("observability")


async def test_prometheus_finds_every_process_and_nothing_alarms(watched_stack: Stack) -> None:

    async def seen() -> list[dict[str, str]]:
        found = await asyncio.to_thread(query, watched_stack, "up == 1")
        return found if len(found) == len(ROLES) else []

    assert {(one["service"], one["role"]) for one in await until(seen, every=1.0, within=60)} == {
        (role.service, "worker" if role.name.endswith("-worker") else "api") for role in ROLES
    }
    assert query(watched_stack, "compact:process_memory_limit:bytes"), "the rules are not evaluated"
    assert query(watched_stack, 'ALERTS{alertstate="firing"}') == []


def query(stack: Stack, expression: str) -> list[dict[str, str]]:
    """The labels of all series that Prometheus finds."""
    words = ("promtool", "query", "--format=json", "instant", "http://localhost:9090", expression)
    return [one["metric"] for one in json.loads(stack.exec("prometheus", *words))]


def _bytes(amount: str) -> float:
    number = amount.rstrip("BKMGTi")
    return float(number) * {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}[amount.removeprefix(number)]

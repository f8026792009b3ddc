"""Several replicas of every role, and what each of them is doing."""

import random
import re
import socket

from tests.support.compose.engine import ROOT, run
from tests.support.compose.stack import READ_METRICS, Stack

HOST = "127.0.0.1"
WORKERS = ("registry-worker", "commitments-worker", "review-worker")
APIS = ("registry-api", "commitments-api", "review-api")
ROLES = (*WORKERS, "gateway-worker", *APIS, "gateway")
_MEMBERS = """
import os
from confluent_kafka.admin import AdminClient
admin = AdminClient({
    "bootstrap.servers": os.environ["GATEWAY_STREAMS_BOOTSTRAP"],
    "security.protocol": "ssl",
    "ssl.ca.location": os.environ["GATEWAY_STREAMS_CA_FILE"],
    "ssl.certificate.location": os.environ["GATEWAY_STREAMS_CERTIFICATE_FILE"],
    "ssl.key.location": os.environ["GATEWAY_STREAMS_CERTIFICATE_FILE"],
})
[told] = admin.describe_consumer_groups(["compact.SERVICE"]).values()
print(*(len(member.assignment.topic_partitions) for member in told.result(timeout=30).members))
"""


def scale_out(stack: Stack, replicas: int = 2) -> range:
    """Let a stack have several replicas of each role; returns the ports that its gateways may have."""
    ports = _free_ports(replicas * 2)
    stack.files.append(ROOT / "deploy/compose/scale.yml")
    stack.settings["REPLICAS"] = str(replicas)
    stack.settings["GATEWAY_BINDS"] = f"{HOST}:{ports[0]}-{ports[-1]}"
    return ports


def containers(stack: Stack, service: str) -> list[str]:
    """The running replicas, by their ids."""
    return stack.compose("ps", "--quiet", service).split()


def kill(container: str) -> None:
    """End one replica at once; it is not started again."""
    run(["docker", "kill", container], within=30)


def requests_of_clients(container: str) -> float:
    """How many requests one replica has answered, but for those of monitors."""
    counted = "compact_http_request_duration_seconds_count{"
    return sum(
        value
        for line, value in _metrics(container)
        if line.startswith(counted) and not re.search('operation="(check_|read_metrics)', line)
    )


def publishing(stack: Stack, service: str) -> list[str]:
    """The replicas of a service's worker that are the relay."""
    found = containers(stack, f"{service}-worker")
    return [one for one in found if ("compact_relay_active", 1.0) in _metrics(one)]


def _metrics(container: str) -> list[tuple[str, float]]:
    """What one replica tells Prometheus: each name with its labels, and the value."""
    told = run(["docker", "exec", container, "python", "-c", READ_METRICS], within=60).splitlines()
    parts = [line.rpartition(" ") for line in told if line and not line.startswith("#")]
    return [(name, float(value)) for name, _, value in parts]


def partitions_of_members(stack: Stack, service: str) -> list[int]:
    """How many partitions each member of a service's consumer group has."""
    told = stack.exec("gateway-worker", "python", "-c", _MEMBERS.replace("SERVICE", service))
    return sorted(map(int, told.split()))


def _free_ports(number: int) -> range:
    """Ports in a row that nobody listens at, below those that the system gives to clients."""
    while True:
        ports = range(first := random.randrange(20_000, 30_000), first + number)
        if all(_is_free(port) for port in ports):
            return ports


def _is_free(port: int) -> bool:
    with socket.socket() as made:
        try:
            made.bind((HOST, port))
        except OSError:
            return False
    return True

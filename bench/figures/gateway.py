"""What the way through the gateway costs."""

import itertools
from collections.abc import Iterator, Sequence

from bench.client import Request
from bench.figure import Figure, Measurement, Setting, at_least
from bench.figures.commitments import published
from bench.load import CONNECTIONS, Demand, beside, in_turns
from bench.parties import settle
from bench.sameness import check_sameness
from bench.stage import running_system, server_of

PARTIES = 10


async def measure(setting: Setting) -> list[Measurement]:
    """Read commitments from the service and through the gateway, by many clients and by one."""
    async with running_system(setting) as system:
        requests = await published(system, await settle(system, setting, PARTIES))
        servers = [server_of(system, "commitments"), server_of(system, "gateway")]
        await check_sameness(servers, [requests[0].again()], 200)
        rounds, seconds = setting.choose(1, 3, 7), setting.choose(0.2, 1, 4)
        many = await in_turns(servers, _demand(requests, CONNECTIONS), rounds=rounds, seconds=seconds)
        alone = await in_turns(servers, _demand(requests, 1), rounds=rounds, seconds=seconds)
    return [
        beside(
            "against the service itself",
            "per_second",
            "/s",
            many["gateway"],
            many["commitments"],
            at_least(0.4),
        ),
        beside(
            "median latency, 1 connection (floor: service)",
            "p50_ms",
            "ms",
            alone["gateway"],
            alone["commitments"],
        ),
        beside(
            "processor time of the process (floor: service)",
            "cpu_ms",
            "ms",
            many["gateway"],
            many["commitments"],
        ),
    ]


def _demand(requests: Sequence[Request], connections: int) -> Demand:
    def ask() -> Iterator[bytes]:
        return (request.again() for request in itertools.cycle(requests))

    return Demand(ask, 200, connections)


GATEWAY = Figure("gateway", "GET /v1/commitments/{id} through the gateway", measure)

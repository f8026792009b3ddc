"""Two replicas of every role behind a load balancer: they share the work, and each may die at any time."""

import asyncio
import time

import pytest

from demo.waiting import until
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose import scaled
from tests.end_to_end.compose.drill import Drill
from tests.end_to_end.compose.drill_outcome import check_failures, check_written
from tests.end_to_end.compose.drill_probes import AT_WORK, CUT, probing
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.support.compose.stack import Stack

ON_THE_BUS = ("registry", "commitments", "review")
SOME = 3
TAKEN_OVER_WITHIN = 15.0
SHARE = 20
"""Requests that each replica must have answered."""


def test_every_role_has_two_replicas_that_are_well(stack: Stack, gateways: range) -> None:
    assert set(stack.health().values()) == {"healthy", "exited 0"}
    assert {len(scaled.containers(stack, role)) for role in scaled.ROLES} == {2}


@pytest.mark.parametrize("service", ON_THE_BUS)
async def test_one_worker_publishes_and_all_share_the_partitions(
    stack: Stack, gateways: range, service: str
) -> None:
    assert len(scaled.publishing(stack, service)) == 1

    async def shared() -> bool:
        members = await asyncio.to_thread(scaled.partitions_of_members, stack, service)
        return len(members) == 2 and members[0] > 0

    await until(shared, every=1.0)


async def test_requests_are_shared_out_among_gateways_and_apis(stack: Stack, traffic: Traffic) -> None:
    replicas = [one for role in (*scaled.APIS, "gateway") for one in scaled.containers(stack, role)]

    def answered() -> dict[str, float]:
        return {one: scaled.requests_of_clients(one) for one in replicas}

    before = answered()

    async def shared() -> bool:
        now = await asyncio.to_thread(answered)
        return all(now[one] - before[one] > SHARE for one in replicas)

    async with probing(stack):
        await until(shared, every=1.0, within=120)


async def test_one_replica_of_each_role_dies_and_nothing_that_was_acknowledged_is_lost_or_doubled(
    stack: Stack, traffic: Traffic, drill: Drill
) -> None:
    async with traffic.going_on(), probing(stack) as probes:
        await traffic.more(SOME)
        for service in ON_THE_BUS:
            [relay] = await asyncio.to_thread(scaled.publishing, stack, service)
            await asyncio.to_thread(scaled.kill, relay)
            await _taken_over(stack, service, drill)
            await traffic.more(SOME)
        for role in ("gateway-worker", *scaled.APIS, "gateway"):
            victim = scaled.containers(stack, role)[0]
            await asyncio.to_thread(scaled.kill, victim)
            with drill.step(f"one {role} is killed; {SOME} more milestones and reports are acknowledged"):
                await traffic.more(SOME)
        with drill.step("what was killed is started again"):
            await asyncio.to_thread(stack.up)
        await traffic.more(SOME)
    for probe in probes:
        drill.note(str(probe))
    await ledgers.all_is_read(stack)
    await asyncio.to_thread(ledgers.check, stack)
    await asyncio.to_thread(check_written, stack, traffic, probes)
    drill.note("everything acknowledged is there once, the ledgers are whole, and every subscriber is right")
    check_failures(probes, {CUT, AT_WORK})


async def _taken_over(stack: Stack, service: str, drill: Drill) -> None:
    began = time.monotonic()

    async def publishes() -> bool:
        return len(await asyncio.to_thread(scaled.publishing, stack, service)) == 1

    await until(publishes, every=0.1, within=TAKEN_OVER_WITHIN)
    seconds = time.monotonic() - began
    drill.note(f"{service}: the relay was killed, and the other worker publishes after {seconds:.1f} s")

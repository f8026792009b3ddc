"""Drill: the next release, with new schemas, replaces this one while partners write and a deadline passes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.upgrade.rolling import Upgrade
from tests.end_to_end.compose import drill_ledgers as ledgers
from tests.end_to_end.compose import next_release
from tests.end_to_end.compose.drill import Drill
from tests.end_to_end.compose.drill_outcome import AGENDAS, check_failures, check_written
from tests.end_to_end.compose.drill_probes import AT_WORK, CUT, probing
from tests.end_to_end.compose.drill_traffic import Traffic
from tests.end_to_end.stage import reported
from tests.support.compose.engine import CommandFailed, run
from tests.support.compose.stack import Stack

SOME = 3
LONGEST_GAP = 10.0
"""Seconds without a success that no client may see; how long it really was stands in the log of the drill."""


@pytest.fixture
def next_version(stack_images: dict[str, str], system: Stack, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The compose file of the next release, and the version of its images, which are built.

    The system ends with them: what it runs then is of that release.
    """
    compose_file = next_release.write_to(tmp_path / "next")
    with next_release.built(compose_file, stack_images) as version:
        yield compose_file, version
        system.down()


async def test_an_upgrade_under_traffic_loses_nothing_and_the_old_release_refuses_the_new_schema(
    stack: Stack, traffic: Traffic, next_version: tuple[Path, str], drill: Drill
) -> None:
    present, old_version = list(stack.files), stack.settings["COMPACT_VERSION"]
    async with traffic.going_on(), probing(stack) as probes:
        await traffic.more(SOME)
        stack.files[0], stack.settings["COMPACT_VERSION"] = next_version
        with drill.step("all schemas and processes are upgraded"):
            agenda = await upgrade_across_a_deadline(stack, traffic, drill)
        await traffic.more(SOME)
    for probe in probes:
        drill.note(str(probe))
    told = await traffic.secretariat.get(agenda)
    assert reported(told) == set(traffic.states)
    assert told["complete"]
    assert ledgers.subjects(stack, "review", AGENDAS).count(told["meeting_id"]) == 1
    await ledgers.all_is_read(stack)
    await asyncio.to_thread(ledgers.check, stack)
    await asyncio.to_thread(check_written, stack, traffic, probes)
    check_failures(probes, {CUT, AT_WORK})
    assert max(probe.longest_gap for probe in probes) < LONGEST_GAP
    assert images_of(stack) == {stack.settings["COMPACT_VERSION"]}
    drill.note("everything acknowledged is there once, and every process is one of the next release")

    stack.files[:], stack.settings["COMPACT_VERSION"] = present, old_version
    for process in ("registry-api", "commitments-worker", "review-worker", "gateway"):
        drill.note(f"the old {process} is started: {refusal(stack, process)}")


async def upgrade_across_a_deadline(stack: Stack, traffic: Traffic, drill: Drill) -> str:
    """Upgrade, and let a deadline pass while the workers that assemble its agenda are replaced; its path."""
    upgrade = Upgrade(ledgers.as_an_operator(stack), drill.note)
    await asyncio.to_thread(upgrade.set_up)
    replacing = asyncio.create_task(asyncio.to_thread(upgrade.replace_all))
    agenda = await traffic.assemble()
    assert not replacing.done(), "the deadline did not pass in the midst of the upgrade"
    drill.note("a deadline has passed and its agenda is there, in the midst of the upgrade")
    await replacing
    await asyncio.to_thread(upgrade.wrap_keys)
    await asyncio.to_thread(upgrade.publish_again)
    return agenda


def images_of(stack: Stack) -> set[str]:
    """The versions of the images that processes and set-up jobs run."""
    ids = stack.compose("ps", "--all", "--quiet").split()
    names = run(["docker", "inspect", "--format", "{{.Config.Image}}", *ids], within=30).split()
    return {name.rpartition(":")[2] for name in names if name.startswith(stack.settings["COMPACT_IMAGES"])}


def refusal(stack: Stack, service: str) -> str:
    """The one line with which a process does not start."""
    verb = "work" if service.endswith("-worker") else "serve"
    with pytest.raises(CommandFailed) as failure:
        stack.run(service, verb)
    [line] = str(failure.value).splitlines()[1:]
    assert f"stands at {next_release.REVISION}, which this release does not know" in line
    return line

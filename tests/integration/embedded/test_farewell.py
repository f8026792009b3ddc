"""However the supervisor ends, nothing that it started is left."""

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from chassis.testing.waiting import eventually
from tests.support.embedded.programs import is_alive


async def start(folder: Path) -> tuple[Process, list[int]]:
    """A small system and the ids of its processes."""
    command = (sys.executable, "-m", "tests.support.embedded.small_system", str(folder))
    system = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert system.stdout is not None
    pids = [int(pid) for pid in (await system.stdout.readline()).split()]
    assert len(pids) == 3
    assert all(is_alive(pid) for pid in pids)
    return system, pids


async def test_ctrl_c_ends_everything_within_five_seconds(tmp_path: Path) -> None:
    system, pids = await start(tmp_path)
    began = time.monotonic()
    system.send_signal(signal.SIGINT)
    assert await system.wait() == 0
    assert time.monotonic() - began < 5
    assert not any(is_alive(pid) for pid in pids)


async def test_an_impatient_second_ctrl_c_leaves_no_orphans(tmp_path: Path) -> None:
    system, pids = await start(tmp_path)
    system.send_signal(signal.SIGINT)
    system.send_signal(signal.SIGTERM)
    system.send_signal(signal.SIGINT)
    await system.wait()
    assert not any(is_alive(pid) for pid in pids)


async def test_when_the_supervisor_is_killed_its_children_die_with_it(tmp_path: Path) -> None:
    system, pids = await start(tmp_path)
    system.kill()
    await system.wait()

    async def all_gone() -> bool:
        return not any(is_alive(pid) for pid in pids)

    await eventually(all_gone)


async def test_after_a_kill_the_next_start_finds_the_folder_usable(tmp_path: Path) -> None:
    system, _ = await start(tmp_path)
    system.kill()
    await system.wait()
    system, _ = await start(tmp_path)
    system.send_signal(signal.SIGTERM)
    assert await system.wait() == 0

"""Programs under the supervisor: started, started again, ended."""

import asyncio
import itertools
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.testing.waiting import eventually
from embedded.errors import CannotStart
from embedded.processes import Program
from embedded.supervisor import FIRST_DELAY, Supervisor
from tests.support.embedded.programs import answering, hopeless, is_alive


@asynccontextmanager
async def supervised(*programs: Program, said: list[str]) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(programs, said.append)
    supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def test_programs_are_ready_together_and_end_together(tmp_path: Path) -> None:
    said: list[str] = []
    async with supervised(answering(tmp_path, "a"), answering(tmp_path, "b"), said=said) as supervisor:
        await supervisor.wait_until_ready()
        pids = [process.pid for process in supervisor.processes.values()]
    assert not any(is_alive(pid) for pid in pids if pid)
    assert said == []


async def test_a_program_that_was_killed_is_started_again_and_both_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    async with supervised(answering(tmp_path, "review"), said=said) as supervisor:
        await supervisor.wait_until_ready()
        review = supervisor.processes["review"]
        before = review.pid
        review.kill()

        async def came_back() -> bool:
            return review.is_ready and review.pid != before

        await eventually(came_back)
    assert said == ["review stopped (signal 9); restarting", "review is ready again"]


async def test_a_program_that_ignores_the_order_to_end_is_killed_within_five_seconds(tmp_path: Path) -> None:
    async with supervised(answering(tmp_path, "deaf", "--deaf"), said=[]) as supervisor:
        await supervisor.wait_until_ready()
        pid = supervisor.processes["deaf"].pid
        began = time.monotonic()
    assert pid
    assert not is_alive(pid)
    assert time.monotonic() - began < 5


async def test_a_frozen_program_is_ended_too(tmp_path: Path) -> None:
    async with supervised(answering(tmp_path), said=[]) as supervisor:
        await supervisor.wait_until_ready()
        process = supervisor.processes["answering"]
        process.pause()
        pid = process.pid
    assert pid
    assert not is_alive(pid)


async def test_a_program_that_cannot_start_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    said: list[str] = []
    async with supervised(hopeless(tmp_path, "no such database"), said=said) as supervisor:
        with pytest.raises(CannotStart, match="hopeless does not become ready: no such database"):
            await supervisor.wait_until_ready()


async def test_a_program_that_crashes_at_once_is_started_again_ever_more_slowly(tmp_path: Path) -> None:
    times: list[float] = []
    supervisor = Supervisor([hopeless(tmp_path, "no")], lambda _: times.append(time.monotonic()))
    supervisor.start()

    async def crashed_four_times() -> bool:
        return len(times) >= 4

    await eventually(crashed_four_times)
    await asyncio.wait_for(supervisor.stop(), 5)
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert all(pause >= FIRST_DELAY * 2**crash for crash, pause in enumerate(pauses))


async def test_a_program_whose_log_cannot_be_written_runs_and_is_started_again(tmp_path: Path) -> None:
    program = replace(answering(tmp_path, "review"), log_file=tmp_path / "no folder" / "review.log")
    said: list[str] = []
    async with supervised(program, said=said) as supervisor:
        await supervisor.wait_until_ready()
        supervisor.processes["review"].kill()
        await eventually(lambda: was_said(said, "review is ready again"))
    assert "No such file" in program.last_line()


async def was_said(said: list[str], line: str) -> bool:
    return line in said


def test_what_cannot_be_said_stops_nobody() -> None:
    code = "from embedded.up import say; say('a line'); say('another')"
    with Path("/dev/full").open("wb") as full:
        subprocess.run([sys.executable, "-c", code], stdout=full, check=True)

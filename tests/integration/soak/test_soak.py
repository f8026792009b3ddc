"""A soak as it is run from the command line: it finds nothing wrong, and leaves nothing behind."""

import json
import signal
from asyncio import to_thread, wait_for
from asyncio.subprocess import Process
from pathlib import Path

import pytest

from chassis.testing import eventually
from tests.integration.soak.processes import processes_in, remains, start
from tests.soak.folders import RUNNING, sweep

pytestmark = pytest.mark.timeout(280)
FAREWELL = 20.0


def has_struck(folder: Path) -> bool:
    """Whether the diary of the soak in `folder` tells of a fault."""
    return any("strike" in diary.read_text() for diary in folder.glob(f"{RUNNING}*/logs/soak.log"))


async def begin(folder: Path) -> Process:
    """A soak in the middle of a round, when the database server is frozen."""
    soak = await start(folder, "--minutes", "2", "--fault", "freeze,full-disk", "--seed", "133")

    await eventually(lambda: to_thread(has_struck, folder), within=150, every=0.1)
    assert processes_in(folder)
    return soak


async def test_a_short_soak_in_which_processes_are_killed_finds_no_violation(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    wanted = ("--minutes", "0.5", "--fault", "kill", "--seed", "1", "--json", str(told))
    soak = await start(tmp_path, *wanted)
    said, complaints = await soak.communicate()
    assert soak.returncode == 0, (said, complaints)
    result = json.loads(told.read_text())
    assert result["violations"] == []
    assert result["faults"]["kill"] >= 1
    assert result["requests"]["acknowledged"] > 50
    assert all(result["checks"].values())
    assert remains(tmp_path) == []


async def test_an_interrupted_soak_tells_what_it_saw_and_leaves_nothing(tmp_path: Path) -> None:
    soak = await begin(tmp_path)
    soak.send_signal(signal.SIGTERM)
    said, _ = await wait_for(soak.communicate(), FAREWELL)
    assert soak.returncode == 0
    assert b"0 rounds on the postgres bus, seed 133" in said
    assert remains(tmp_path) == []


async def test_what_a_killed_soak_has_left_is_swept_up_by_the_next(tmp_path: Path) -> None:
    soak = await begin(tmp_path)
    soak.kill()
    await soak.communicate()
    sweep(tmp_path)
    assert remains(tmp_path) == []


async def test_a_fault_that_nobody_knows_is_refused_in_one_sentence(tmp_path: Path) -> None:
    soak = await start(tmp_path, "--fault", "kill,flood")
    said, complaints = await soak.communicate()
    assert soak.returncode == 2
    assert said == b""
    assert complaints.decode().startswith("compact: There is no fault flood; there are kill, freeze, ")
    assert complaints.count(b"\n") == 1


async def test_without_kafka_its_bus_is_refused_in_one_sentence(tmp_path: Path) -> None:
    soak = await start(tmp_path, "--bus", "kafka", "--fault", "kill", PATH=str(tmp_path))
    _, complaints = await soak.communicate()
    assert soak.returncode == 2
    assert complaints.decode() == "compact: no Java 17 or later on PATH\n"
    assert remains(tmp_path) == []

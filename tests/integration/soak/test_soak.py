"""A soak finds what is wrong and nothing else, and leaves nothing behind, however it ends."""

import json
import signal
from asyncio import StreamReader, to_thread, wait_for
from pathlib import Path

import pytest

from chassis.testing import eventually
from tests.integration.soak.loss import Loss
from tests.integration.soak.processes import processes_in, remains, start
from tests.soak.faults import FAULTS
from tests.soak.folders import RUNNING, run_folder, sweep
from tests.soak.report import Report
from tests.soak.run import Wish, run
from tests.support.kafka.distribution import KafkaUnavailable, jars, java
from tests.support.needs import KAFKA

pytestmark = pytest.mark.timeout(280)
FAREWELL = 20.0
SEED = 19
"""With it a service and a server are killed, before and after the loss."""
INTERRUPTED = {"kafka": (6508, "kill broker"), "postgres": (944, "kill review")}
"""A seed for each bus, and what it strikes in the first round; in the second the database server freezes."""


def strikes(folder: Path) -> str:
    """What the diary of the soak in `folder` tells of faults."""
    diaries = (diary.read_text() for diary in folder.glob(f"{RUNNING}*/logs/soak.log"))
    return "\n".join(line for diary in diaries for line in diary.splitlines() if "strike: " in line)


async def until_frozen(folder: Path) -> None:
    """Wait until the database server of the soak in `folder` stands still."""
    await eventually(lambda: to_thread(lambda: "freeze postgres" in strikes(folder)), within=200, every=0.1)
    assert processes_in(folder)


async def test_what_a_subscriber_lost_is_found_and_through_all_kills_nothing_else_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setitem(FAULTS, Loss.name, Loss)
    report = Report("postgres", SEED, {})
    with run_folder() as folder:
        await run(Wish("postgres", 0.0, SEED, ["kill", "loss"]), report, folder)
    assert report.faults == {"kill": 2, "loss": 1}
    [found] = report.violations
    assert found.invariant == "replay"
    assert "is missing in commitments.received_party" in found.what
    assert report.requests()["acknowledged"] > 50
    assert all(report.checks.values())
    assert report.kept is not None
    assert (report.kept / "logs" / "soak.log").exists()


async def told_of_a_round(said: StreamReader) -> str:
    """The line of the next round."""
    while line := (await said.readline()).decode():
        if line.startswith("Round "):
            return line
    pytest.fail("no round was played to its end")


@pytest.fixture
def bus() -> str:
    """The bus with more servers to strike, where it is possible."""
    try:
        java()
        jars()
    except KafkaUnavailable:
        if KAFKA.is_required:
            raise
        return "postgres"
    return "kafka"


async def test_an_interrupted_soak_tells_what_it_saw_and_leaves_nothing(bus: str, tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    seed, strike = INTERRUPTED[bus]
    wanted = ("--minutes", "5", "--bus", bus, "--fault", "kill,freeze", "--seed", str(seed))
    soak = await start(tmp_path, *wanted, "--json", str(told))
    assert soak.stdout
    assert strike in (line := await wait_for(told_of_a_round(soak.stdout), 200)), line
    await until_frozen(tmp_path)
    soak.send_signal(signal.SIGTERM)
    said, complaints = await wait_for(soak.communicate(), FAREWELL)
    assert soak.returncode == 0, (said, complaints)
    assert f"1 rounds on the {bus} bus, seed {seed}" in said.decode()
    result = json.loads(told.read_text())
    assert result["violations"] == []
    assert result["faults"] == {"kill": 1}
    assert all(result["checks"].values())
    assert remains(tmp_path) == []


async def test_what_a_killed_soak_has_left_is_swept_up_by_the_next(tmp_path: Path) -> None:
    soak = await start(tmp_path, "--minutes", "5", "--fault", "freeze,full-disk", "--seed", "315")
    await until_frozen(tmp_path)
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

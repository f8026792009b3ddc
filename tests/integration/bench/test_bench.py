"""`python -m bench` at a terminal: it measures, tells, and leaves nothing behind."""

import json
import signal
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from chassis.testing import eventually
from tests.integration.bench.runs import start
from tests.support.embedded.programs import is_alive


async def test_a_figure_is_measured_written_and_told_with_its_floor(tmp_path: Path) -> None:
    file = tmp_path / "told" / "bench.json"
    (tmp_path / "data").mkdir()
    process = await start(tmp_path / "data", "--only", "import", "--trial", "--json", str(file))
    shown, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    told = json.loads(file.read_text())
    assert (told["size"], [one["key"] for one in told["figures"]]) == ("trial", ["import"])
    assert told["postgresql"].startswith("postgres (PostgreSQL)")
    [kept] = told["figures"][0]["measurements"]
    assert kept["unit"] == "/s"
    assert kept["measured"] > 0
    assert kept["ratio"] == pytest.approx(kept["measured"] / kept["floor"])
    assert len(kept["rounds"]) == 1
    assert "import" in shown.decode()
    assert _left_in(tmp_path / "data") == []


async def test_an_unknown_figure_is_refused_before_anything_starts(tmp_path: Path) -> None:
    process = await start(tmp_path, "--only", "everything")
    _, complaints = await process.communicate()
    assert process.returncode == 2
    assert complaints.decode().startswith(
        "compact: There is no figure everything; there are create-commitment,"
    )
    assert len(complaints.decode().splitlines()) == 1


@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
async def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, order: signal.Signals) -> None:
    process = await start(tmp_path, "--only", "effect", "--quick", "--json", str(tmp_path / "bench.json"))

    async def services() -> list[int]:
        with suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
            if any("review" in one.cmdline() for one in family):
                return [one.pid for one in family]
        return []

    family = await eventually(services, within=60)
    process.send_signal(order)
    _, complaints = await process.communicate()
    assert process.returncode == 130, complaints.decode()
    assert [pid for pid in family if is_alive(pid)] == []
    assert _left_in(tmp_path) == []


def _left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())

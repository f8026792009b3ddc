"""How figures are shown and written."""

import io
import json
from pathlib import Path

from rich.console import Console

from bench import report
from bench.figure import Figure, Measurement, Setting, at_least, at_most
from bench.run import Outcome


async def _nothing(_: Setting) -> list[Measurement]:
    return []


READ = Figure("read", "Reading", _nothing)
EFFECT = Figure("effect", "Effect", _nothing)
OUTCOMES = [
    Outcome(READ, 3.04, [Measurement("against the floor", 300.0, "/s", 1500.0, at_least(0.4), [{"a": 1}])]),
    Outcome(EFFECT, 0.1, [Measurement("median", 9.876, "ms", None, at_most(15))]),
    Outcome(EFFECT, 0.1, skipped="Kafka cannot be run here: no Java."),
]


def _shown() -> list[str]:
    console = Console(file=io.StringIO(), width=120)
    report.show(console, OUTCOMES)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def _cells(start: str) -> list[str]:
    line = next(line for line in _shown() if start in line)
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_a_line_shows_the_floor_and_the_ratio() -> None:
    assert _cells("against the floor") == ["against the floor", "300 /s", "1,500 /s", "0.20", "≥ 0.4", "no"]


def test_a_limit_without_a_floor_has_the_unit() -> None:
    assert _cells("median") == ["median", "9.88 ms", "", "", "≤ 15.0 ms", "yes"]


def test_a_skipped_figure_says_why() -> None:
    assert _cells("skipped")[0] == "skipped: Kafka cannot be run here: no Java."


def test_the_file_has_the_machine_and_all_raw_numbers(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bench.json"
    report.write(file, {"python": "3.11.0"}, OUTCOMES)
    told = json.loads(file.read_text())
    assert told["python"] == "3.11.0"
    read, effect, skipped = told["figures"]
    assert read["measurements"][0] == {
        "name": "against the floor",
        "measured": 300.0,
        "unit": "/s",
        "floor": 1500.0,
        "wanted": {"limit": 0.4, "at_least": True},
        "rounds": [{"a": 1}],
        "ratio": 0.2,
        "met": False,
    }
    assert (effect["key"], effect["seconds"]) == ("effect", 0.1)
    assert (skipped["measurements"], skipped["skipped"]) == ([], "Kafka cannot be run here: no Java.")

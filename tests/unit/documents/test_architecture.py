"""ARCHITECTURE.md is true: its stations are there, in few rooms, and its map is what import-linter holds."""

import re
import tomllib
from collections import defaultdict
from typing import NamedTuple

from tests.unit.documents.pages import ROOT, Mention, faults, mentions

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
REPORT = "One report, from HTTP to the agenda"
RATIFICATION = "One ratification, from a file to the gap analysis"
NO_AREAS = {
    "__main__",
    "app",
    "tables",
    "cli",
    "reference_data",
    "entry_types",
    "settings",
    "schema",
    "migrations",
}
"""What stands around the areas of a service, or is the chassis's own history of its tables."""


class Station(NamedTuple):
    """A numbered paragraph: it begins with a link to a file, and names what happens there."""

    number: int
    text: str
    named: list[Mention]


def section(title: str) -> str:
    """What stands below a heading."""
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def stations(title: str) -> list[Station]:
    paragraphs = re.findall(r"^(\d+)\. (.+?)(?=^\d+\. |^\n|\Z)", section(title), re.MULTILINE | re.DOTALL)
    return [Station(int(number), text, list(mentions(text))) for number, text in paragraphs]


def areas_by_package() -> dict[str, list[str]]:
    """Areas and rooms from top to bottom, as import-linter has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {
        contract["containers"][0]: [
            area
            for layer in contract["layers"]
            for area in re.split(r"[ |:]+", layer)
            if area not in NO_AREAS
        ]
        for contract in contracts
        if re.search(": order of (areas|rooms)$", contract["name"])
    }


def test_everything_that_the_page_names_is_there() -> None:
    found = faults(PAGE, ROOT)
    assert not found, "\n".join(found)


def test_each_station_begins_with_its_file_and_names_a_function_in_it() -> None:
    for title, least in ((REPORT, 9), (RATIFICATION, 5)):
        found = stations(title)
        assert [station.number for station in found] == list(range(1, len(found) + 1))
        assert len(found) >= least
        for station in found:
            assert re.match(r"\[`[\w/]+\.py`\]\([\w/]+\.py\)", station.text), station.text
            assert any(one.text.endswith("()") for one in station.named), station.text


def test_a_report_passes_at_most_nine_rooms_of_a_service() -> None:
    rooms = defaultdict(set)
    for station in stations(REPORT):
        for mention in station.named:
            if mention.target and (inside := re.search(r"/src/(\w+)/(\w+)", mention.target)):
                rooms[inside[1]].add(inside[2])
    assert rooms.keys() == {"commitments", "chassis", "review"}
    assert max(map(len, rooms.values())) <= 9


def test_the_map_is_the_order_that_import_linter_holds() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w > ]+) \|$", section("The map"), re.MULTILINE)
    drawn = {package: areas.split(" > ") for package, areas in rows}
    assert drawn == areas_by_package()
    assert drawn.keys() == {"registry", "commitments", "review", "gateway", "chassis"}

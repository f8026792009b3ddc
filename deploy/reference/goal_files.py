"""The goals: the 23 objectives of the Global Compact, and the SDG targets that bear on migration."""

import re
from collections.abc import Iterator
from pathlib import Path

import csv_files

GOAL_COLUMNS = ["framework", "code", "title", "short_title", "text", "horizon", "source", "as_of"]
GCM_SOURCE = "A/RES/73/195"
GCM_AS_OF = "2018-12-19"
SDG_SOURCE = "A/RES/70/1 and A/RES/71/313, by way of the UNSD list of targets and indicators"
SDG_AS_OF = "2023-12-31"


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write goals.csv and return its row count."""
    rows = [*_objectives(data, curated), *_targets(data, curated)]
    return {"goals.csv": csv_files.write(output / "goals.csv", GOAL_COLUMNS, rows)}


def _objectives(data: Path, curated: Path) -> Iterator[dict[str, str]]:
    short_titles = {row["number"]: row["short_title"] for row in csv_files.read(curated / "objectives.csv")}
    text = (data / "gcm" / "gcms_long.md").read_text(encoding="utf-8")
    # An objective is a heading, its title, and one line with the commitment paragraph.
    found = re.findall(r"^# Objective (\d+)\s*\n## Title: (.+)\n(.+)\n", text, re.MULTILINE)
    if [number for number, _, _ in found] != list(short_titles):
        raise ValueError("the source does not give the 23 objectives in their order")
    for number, title, paragraph in found:
        yield {
            "framework": "GCM",
            "code": number,
            "title": _tidy(title),
            "short_title": short_titles[number],
            "text": _tidy(paragraph),
            "horizon": "long",
            "source": GCM_SOURCE,
            "as_of": GCM_AS_OF,
        }


def _targets(data: Path, curated: Path) -> Iterator[dict[str, str]]:
    texts = {row["TargetsNumber"]: row["Targets"] for row in _framework_rows(data)}
    for row in csv_files.read(curated / "sdg_targets.csv"):
        yield {
            "framework": "SDG",
            "code": row["target"],
            "title": row["title"],
            "short_title": row["short_title"],
            "text": _tidy(texts[row["target"]]),
            "horizon": row["horizon"],
            "source": SDG_SOURCE,
            "as_of": SDG_AS_OF,
        }


def _framework_rows(data: Path) -> list[dict[str, str]]:
    path = data / "sdg" / "framework" / "SDG_Target_Indicator_UNSD_2023.csv"
    return csv_files.read(path, delimiter=";")


def _tidy(text: str) -> str:
    """One line, single spaces, straight apostrophes, and no space before a comma."""
    return re.sub(r"\s+([,.;])", r"\1", " ".join(text.replace("’", "'").split()))

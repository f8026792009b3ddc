"""The SDG indicators that bear on migration, their alignment with the Global Compact, their observations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import csv_files
import goal_files
import registry_files

MAPPING_SOURCE = "this product's own mapping"
MAPPING_AS_OF = "2026-11-24"

INDICATOR_COLUMNS = [
    "code", "indicator", "series", "framework", "goal", "headline", "title", "population", "unit",
    "direction", "target_value", "target_year", "target_basis", "sex", "age", "kind", "horizon",
    "source", "as_of",
]  # fmt: skip
ALIGNMENT_COLUMNS = ["indicator", "framework", "goal", "degree", "source", "as_of"]
OBSERVATION_COLUMNS = ["series", "iso3", "year", "sex", "age", "value", "source_type", "unit"]

# Best first: where one value has been published twice, the country's own figure is kept.
SOURCE_TYPES = {"c": "country", "ca": "country_adjusted", "e": "estimate", "g": "global_monitoring"}
OTHER_DIMENSIONS = (
    "policy_domains", "name_of_international_institution", "counterpart", "location", "migratory_status",
    "activity", "disability_status", "grounds_of_discrimination",
)  # fmt: skip


@dataclass(frozen=True)
class Slices:
    """Which of a series' published combinations are kept, and the names they get: "" is the total."""

    unit: str
    sex: dict[str, str]
    age: dict[str, str]
    other: dict[str, str]

    @classmethod
    def of(cls, row: csv_files.Row) -> "Slices":
        """Read them from a row of the curated list, whose codes are UNSD's."""
        return cls(
            unit=row["unit"],
            sex=dict.fromkeys(row["total_sex"].split("|"), "") | _pairs(row["sex_codes"]),
            age=dict.fromkeys(row["total_age"].split("|"), "") | _pairs(row["age_codes"]),
            other=_pairs(row["other_dimensions"]),
        )

    def keep(self, row: csv_files.Row) -> bool:
        """Whether an observation describes one of the slices."""
        others = all(row[name] == self.other.get(name, "") for name in OTHER_DIMENSIONS)
        return others and row["sex"] in self.sex and row["age"] in self.age


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write the indicators, alignments and observations; return row counts and what was left out."""
    indicators = csv_files.read(curated / "sdg_indicators.csv")
    alignments = csv_files.read(curated / "sdg_alignments.csv")
    observations, left_out = _observations(data, indicators)
    return {
        "indicators.csv": csv_files.write(
            output / "indicators.csv", INDICATOR_COLUMNS, map(_indicator, indicators)
        ),
        "alignments.csv": csv_files.write(
            output / "alignments.csv", ALIGNMENT_COLUMNS, _alignments(alignments)
        ),
        "sdg_observations.csv.gz": csv_files.write(
            output / "sdg_observations.csv.gz", OBSERVATION_COLUMNS, observations
        ),
        **{f"  left out: {reason}": count for reason, count in left_out.items()},
    }


def _indicator(row: csv_files.Row) -> dict[str, str]:
    dimensions = {name: "|".join(_pairs(row[f"{name}_codes"]).values()) for name in ("sex", "age")}
    added = {
        "framework": "SDG",
        "goal": row["indicator"].rpartition(".")[0],
        "source": goal_files.SDG_SOURCE,
        "as_of": goal_files.SDG_AS_OF,
    }
    merged = {**row, **dimensions, **added}
    return {column: merged[column] for column in INDICATOR_COLUMNS}


def _alignments(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        for alignment in row["alignments"].split():
            goal, degree = alignment.split("=")
            yield {
                "indicator": row["indicator"],
                "framework": "GCM",
                "goal": goal,
                "degree": degree,
                "source": MAPPING_SOURCE,
                "as_of": MAPPING_AS_OF,
            }


def _observations(data: Path, indicators: list[dict[str, str]]) -> tuple[list[dict[str, str]], Counter[str]]:
    slices = {row["series"]: Slices.of(row) for row in indicators if row["series"]}
    states = {row["M49"]: row["ISO3166-1-Alpha-3"] for row in registry_files.member_states(data)}
    kept: dict[tuple[str, ...], tuple[tuple[int, int], dict[str, str]]] = {}
    left_out: Counter[str] = Counter()
    for row in csv_files.read(data / "sdg" / "sdg_observations_long.csv.gz"):
        reason = _reason_to_leave_out(row, slices, states)
        if reason:
            left_out[reason] += 1
            continue
        observation = _observation(row, slices[row["series"]], states[row["geo_area"]])
        key = tuple(observation[name] for name in OBSERVATION_COLUMNS[:5])
        left_out["another age band or source of the same slice and year"] += key in kept
        candidate = (_rank(row, slices[row["series"]]), observation)
        kept[key] = min(candidate, kept.get(key, candidate), key=lambda one: one[0])
    return [kept[key][1] for key in sorted(kept)], left_out


def _reason_to_leave_out(row: csv_files.Row, slices: dict[str, Slices], states: dict[str, str]) -> str:
    if row["series"] not in slices:
        return "another series"
    if row["geo_area"] not in states:
        return "not a Member State"
    if not slices[row["series"]].keep(row):
        return "another slice"
    return "" if _is_number(row["value"]) else "value is not a number"


def _observation(row: csv_files.Row, slices: Slices, iso3: str) -> dict[str, str]:
    return {
        "series": row["series"],
        "iso3": iso3,
        "year": row["year"],
        "sex": slices.sex[row["sex"]],
        "age": slices.age[row["age"]],
        "value": csv_files.plain(float(row["value"])),
        "source_type": SOURCE_TYPES[row["nature"]],
        "unit": slices.unit,
    }


def _rank(row: csv_files.Row, slices: Slices) -> tuple[int, int]:
    return list(slices.age).index(row["age"]), list(SOURCE_TYPES).index(row["nature"])


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _pairs(text: str) -> dict[str, str]:
    """`a=b|c=d` as a mapping."""
    return {key: value for key, _, value in (pair.partition("=") for pair in text.split("|") if pair)}

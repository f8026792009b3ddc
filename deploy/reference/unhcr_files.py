"""UNHCR's published results as UNHCR's own commitments: a programme per country, indicators, years."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import csv_files
import registry_files
import sdg_files

SOURCE = "UNHCR, results published to the International Aid Transparency Initiative (IATI)"
AS_OF = "2023-12-19"  # when the publisher's latest file was generated
LICENCE = "CC BY 4.0"

RESULT_COLUMNS = [
    "party", "country", "area", "indicator", "title", "population", "unit", "direction", "baseline_year",
    "baseline_value", "target_year", "target_value", "year", "value", "markers", "source", "as_of", "licence",
]  # fmt: skip
ALIGNMENT_COLUMNS = ["area", "framework", "goal", "degree", "source", "as_of"]
UNITS = {"Percentage": "percent", "Unit": "number"}
PREFIX = "result_indicator_"
MAIN_GOAL = "Protection and mixed solutions"

Row = dict[str, str]
Key = tuple[str, str, str]


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write unhcr_results.csv.gz and unhcr_alignments.csv; return row counts and what was left out."""
    rows, left_out = _usable_rows(data, curated)
    directions = _directions(rows)
    series = {key: years for key, years in _series(rows).items() if _can_show_change(years)}
    results = [result for key in sorted(series) for result in _results(key, series[key], directions)]
    return {
        "unhcr_results.csv.gz": csv_files.write(output / "unhcr_results.csv.gz", RESULT_COLUMNS, results),
        "  countries": len({result["country"] for result in results}),
        "  indicators": len(series),
        **{f"  left out: {reason}": count for reason, count in left_out.items()},
        "unhcr_alignments.csv": csv_files.write(
            output / "unhcr_alignments.csv", ALIGNMENT_COLUMNS, _alignments(curated)
        ),
    }


def _usable_rows(data: Path, curated: Path) -> tuple[list[Row], Counter[str]]:
    """Outcome and impact results of one Member State with numbers for baseline, target and actual value."""
    places = {row["official_name_en"]: row["ISO3166-1-Alpha-3"] for row in registry_files.member_states(data)}
    places |= {row["place"]: row["iso3"] for row in csv_files.read(curated / "unhcr_places.csv")}
    usable, left_out = [], Counter[str]()
    for row in csv_files.read(data / "iati_unhcr" / "dataResult.csv.gz"):
        reason = _reason_to_leave_out(row, places)
        if reason:
            left_out[reason] += 1
        else:
            usable.append(row | {"country": places[_place(row)]})
    return usable, left_out


def _reason_to_leave_out(row: Row, places: dict[str, str]) -> str:
    numbers = [row[f"{PREFIX}{name}_value"] for name in ("baseline", "target", "actual")]
    if row["result_type_name"] == "Output":
        return "output, not outcome or impact"
    if _place(row) not in places:
        return "not about one Member State"
    if row["indicator_measure_name"] not in UNITS:
        return "ordinal scale"
    if not all(numbers):
        return "baseline, target or actual value is missing"
    return "negative value" if any(float(number) < 0 for number in numbers) else ""


def _place(row: Row) -> str:
    return row[f"{PREFIX}actual_location_ref"].strip()


def _series(rows: list[Row]) -> dict[Key, list[Row]]:
    """One row a year for each indicator and population in a country; letter case makes no difference."""
    grouped: dict[Key, dict[str, Row]] = defaultdict(dict)
    # The same figure is often published once per goal; the main goal's comes first and is kept.
    for row in sorted(rows, key=lambda row: (_goal(row) != MAIN_GOAL, _goal(row))):
        key = (row["country"], _title(row).casefold(), _population(row).casefold())
        grouped[key].setdefault(_year(row), row)
    return {key: [years[year] for year in sorted(years)] for key, years in grouped.items()}


def _can_show_change(years: list[Row]) -> bool:
    """Whether there are values of two different years."""
    return len(years) > 1 or years[0][f"{PREFIX}baseline_year"] != _year(years[0])


def _directions(rows: list[Row]) -> dict[str, int]:
    """Which way is better, by indicator: as published since 2022, and before that where most targets lie."""
    published: dict[str, int] = {}
    leaning: Counter[str] = Counter()
    for row in rows:
        title = _title(row).casefold()
        if row[f"{PREFIX}ascending"]:
            published[title] = 1 if row[f"{PREFIX}ascending"] == "1" else -1
        target, baseline = float(row[f"{PREFIX}target_value"]), float(row[f"{PREFIX}baseline_value"])
        leaning[title] += (target > baseline) - (target < baseline)
    return {title: published.get(title, 1 if lean >= 0 else -1) for title, lean in leaning.items()}


def _results(key: Key, years: list[Row], directions: dict[str, int]) -> Iterator[Row]:
    first, last = years[0], years[-1]
    baseline_year = int(first[f"{PREFIX}baseline_year"])
    if baseline_year == int(_year(first)):
        # Until 2021 the value before the plan began bears the year of the plan, whose own value is another.
        baseline_year -= 1
    for row in years:
        yield {
            "party": "UNHCR",
            "country": key[0],
            "area": _area(last),
            "indicator": _code(key),
            "title": _title(last),
            "population": _population(last),
            "unit": UNITS[last["indicator_measure_name"]],
            "direction": str(directions[key[1]]),
            "baseline_year": str(baseline_year),
            "baseline_value": _number(first, "baseline"),
            "target_year": _year(last),
            "target_value": _number(last, "target"),
            "year": _year(row),
            "value": _number(row, "actual"),
            "markers": "refugees",
            "source": SOURCE,
            "as_of": AS_OF,
            "licence": LICENCE,
        }


def _alignments(curated: Path) -> Iterator[Row]:
    for row in csv_files.read(curated / "unhcr_alignments.csv"):
        for goal, degree in (alignment.split("=") for alignment in row["alignments"].split()):
            yield {
                "area": row["area"],
                "framework": "GCM",
                "goal": goal,
                "degree": degree,
                "source": sdg_files.MAPPING_SOURCE,
                "as_of": sdg_files.MAPPING_AS_OF,
            }


def _code(key: Key) -> str:
    """A code for an indicator of one country that stays the same when the file is made again."""
    return f"{key[0]}-{hashlib.sha256('|'.join(key).encode()).hexdigest()[:8]}"


def _area(row: Row) -> str:
    """`4. Impact area: Securing solutions (Solve)` without its number and kind, in the case of a sentence."""
    area = re.sub(r"^\d+\. (Impact|Outcome) area: ", "", _tidy(row["result_title"]))
    return {"Basic and domestic and hygiene Items": "Basic and domestic and hygiene items"}.get(
        area, area.replace("HIV/ Aids", "HIV/AIDS").replace("Healthy Lives", "Healthy lives")
    )


def _title(row: Row) -> str:
    """The indicator's label without its number (`15.1`) and without references to other frameworks."""
    label = re.sub(r"\s*\[[^\]]*\]", "", _tidy(row[f"{PREFIX}title"]))
    return re.sub(r"^\d+\.\d+[a-z]?\.? ", "", label).rstrip(".")


def _population(row: Row) -> str:
    return _tidy(row[f"{PREFIX}actual_value_1"])


def _goal(row: Row) -> str:
    return row[f"{PREFIX}actual_value_2"]


def _year(row: Row) -> str:
    return row[f"{PREFIX}period_end"][:4]


def _number(row: Row, name: str) -> str:
    return csv_files.plain(float(row[f"{PREFIX}{name}_value"]))


def _tidy(text: str) -> str:
    return " ".join(text.replace("’", "'").split())

"""What UNHCR set out to reach in each country, from the results that it publishes: its own commitments."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from chassis.base.identifiers import new_id
from commitments.commitments.models import Alignment, Baseline, CommitmentBody, IndicatorBody, Target
from commitments.commitments.rules.consistency import is_against
from commitments.observations.models import ObservationContent
from commitments.reference_data import files
from commitments.reference_data.seeds import Seed, strongest

Row = Mapping[str, str]


def seeds() -> Iterator[Seed]:
    """One commitment for each country, measured by the indicators of UNHCR's plan there."""
    aligned: dict[str, list[Alignment]] = {}
    for row in files.rows("unhcr_alignments.csv"):
        goal = {name: row[name] for name in ("framework", "goal", "degree")}
        aligned.setdefault(row["area"], []).append(Alignment.model_validate(goal))
    results = sorted(files.rows("unhcr_results.csv.gz"), key=lambda row: (row["country"], row["indicator"]))
    for country, rows in groupby(results, key=lambda row: row["country"]):
        yield _seed(country, list(rows), aligned)


def _seed(country: str, rows: Sequence[Row], aligned: Mapping[str, list[Alignment]]) -> Seed:
    measured = {code: list(group) for code, group in groupby(rows, key=lambda row: row["indicator"])}
    areas = dict.fromkeys(row["area"] for row in rows)
    party = rows[0]["party"]
    commitment = CommitmentBody(
        id=new_id(),
        reference=f"{party}-{country}",
        party=party,
        parties=[party],
        origin="derived",
        derived_from=f"{party}, results in {country}",
        status="published",
        title=f"{party}: protection, assistance and solutions in {country}",
        kind="process",
        horizon="short",
        markers=["refugees"],
        area=country,
        alignments=strongest(one for area in areas for one in aligned.get(area, ())),
        indicators=[_indicator(code, group[0]) for code, group in measured.items()],
    )
    return Seed(commitment, {code: [_observation(row) for row in group] for code, group in measured.items()})


def _indicator(code: str, row: Row) -> IndicatorBody:
    population = f" ({row['population']})" if row["population"] else ""
    return IndicatorBody.model_validate(
        {
            "id": new_id(),
            "code": code,
            "title": row["title"] + population,
            "unit": row["unit"],
            "direction": int(row["direction"]),
            "baseline": Baseline(year=int(row["baseline_year"]), value=float(row["baseline_value"])),
            "target": _target(row),
        }
    )


def _target(row: Row) -> Target | None:
    """The published target, unless it is worse than the published baseline: that is none to be reached."""
    value = float(row["target_value"])
    if is_against(int(row["direction"]), float(row["baseline_value"]), value):
        return None
    return Target(year=int(row["target_year"]), value=value)


def _observation(row: Row) -> ObservationContent:
    return ObservationContent(year=int(row["year"]), value=float(row["value"]), source_type="administrative")

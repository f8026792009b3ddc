"""The SDG targets that bear on migration, as the commitments that every Member State made in 2015.

One commitment for each State and target, measured by the target's indicators. Those without data are there
too: that nobody measures them is worth knowing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from chassis.base.identifiers import new_id
from commitments.commitments.models import Alignment, Baseline, CommitmentBody, IndicatorBody, Target
from commitments.commitments.rules.consistency import is_against
from commitments.frameworks.models import GoalFacts
from commitments.observations.models import ObservationContent
from commitments.progress.rules import SDG_BASE_YEAR
from commitments.reference_data import files
from commitments.reference_data.seeds import Seed, strongest

Row = Mapping[str, str]
Observed = Mapping[str, Sequence[ObservationContent]]
"""Observations by series."""


def seeds() -> Iterator[Seed]:
    """All States' commitments, by State and target."""
    goals = [goal for goal in files.goals() if goal.framework == "SDG"]
    indicators = _by(files.rows("indicators.csv"), "goal")
    aligned = _by(files.rows("alignments.csv"), "indicator")
    for state, observed in sorted(_observed().items()):
        for goal in goals:
            yield _seed(state, goal, indicators[goal.code], aligned, observed)


def _by(rows: Iterator[dict[str, str]], column: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row[column]].append(row)
    return grouped


def _observed() -> dict[str, dict[str, list[ObservationContent]]]:
    observed: dict[str, dict[str, list[ObservationContent]]] = defaultdict(lambda: defaultdict(list))
    for row in files.rows("sdg_observations.csv.gz"):
        observed[row["iso3"]][row["series"]].append(_observation(row))
    return observed


def _observation(row: Row) -> ObservationContent:
    return ObservationContent.model_validate(
        {
            "year": int(row["year"]),
            "value": float(row["value"]),
            "slice": {name: row[name] for name in ("sex", "age") if row[name]},
            "source_type": row["source_type"],
        }
    )


def _seed(
    state: str,
    goal: GoalFacts,
    indicators: Sequence[Row],
    aligned: Mapping[str, list[Row]],
    observed: Observed,
) -> Seed:
    headline = next(row for row in indicators if row["headline"] == "true")
    alignments = [
        Alignment.model_validate({name: row[name] for name in ("framework", "goal", "degree")})
        for indicator in dict.fromkeys(row["indicator"] for row in indicators)
        for row in aligned[indicator]
    ]
    commitment = CommitmentBody.model_validate(
        {
            "id": new_id(),
            "reference": f"{state}-SDG-{goal.code}",
            "party": state,
            "parties": [state],
            "origin": "derived",
            "derived_from": f"SDG/{goal.code}",
            "status": "published",
            "title": goal.title,
            "description": goal.text,
            "kind": headline["kind"],
            "horizon": headline["horizon"],
            "alignments": strongest([Alignment(framework="SDG", goal=goal.code, degree="high"), *alignments]),
            "indicators": [_indicator(row, observed.get(row["series"], ())) for row in indicators],
        }
    )
    measured = {row["code"]: observed[row["series"]] for row in indicators if row["series"] in observed}
    return Seed(commitment, measured)


def _indicator(row: Row, values: Sequence[ObservationContent]) -> IndicatorBody:
    population = f" ({row['population']})" if row["population"] else ""
    dimensions = {name: row[name].split("|") for name in ("sex", "age") if row[name]}
    return IndicatorBody.model_validate(
        {
            "id": new_id(),
            "code": row["code"],
            "title": row["title"] + population,
            "unit": row["unit"],
            "direction": int(row["direction"]),
            "baseline": _baseline(row, values),
            "target": _target(row),
            "dimensions": dimensions,
            "aligned_with": row["indicator"],
        }
    )


def _baseline(row: Row, values: Sequence[ObservationContent]) -> Baseline:
    """The first value of everybody since the 2030 Agenda began; without one, only the year.

    Only the year, too, for who was past the target then: the target is everybody's, and no step back for one.
    """
    since = [one for one in values if not one.slice and one.year >= SDG_BASE_YEAR]
    if not since:
        return Baseline(year=SDG_BASE_YEAR)
    first = min(since, key=lambda one: one.year)
    target = _target(row)
    past = target is not None and is_against(int(row["direction"]), first.value, target.value)
    return Baseline(year=first.year, value=None if past else first.value)


def _target(row: Row) -> Target | None:
    if not row["target_value"]:
        return None
    return Target(year=int(row["target_year"]), value=float(row["target_value"]))

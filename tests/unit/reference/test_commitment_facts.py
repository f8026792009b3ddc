"""The goals, indicators, alignments and observations that the commitments service ships."""

import math
from collections import Counter, defaultdict

import pytest

from commitments.progress.rules import SDG_BASE_YEAR, ComputedProgress, Point, Series, Target, progress_of
from tests.unit.reference.files import column, folder, rows

STATES = column("registry", "states.csv", "iso3")
OBSERVATIONS = rows("commitments", "sdg_observations.csv.gz")
INDICATORS = rows("commitments", "indicators.csv")
RESULTS = rows("commitments", "unhcr_results.csv.gz")
GOALS = {(row["framework"], row["code"]) for row in rows("commitments", "goals.csv")}
BEARING_ON_MIGRATION = {
    *("1.3.1", "3.8.1", "3.c.1", "4.b.1", "5.2.1", "5.2.2", "5.3.1", "8.5.2", "8.7.1", "8.8.1", "8.8.2"),
    *("10.7.1", "10.7.2", "10.7.3", "10.7.4", "10.c.1", "16.1.1", "16.2.1", "16.2.2", "16.2.3", "16.9.1"),
    *("17.3.2", "17.16.1", "17.18.1"),
}


def target(row: dict[str, str]) -> Target | None:
    """The target of an indicator, where it has a number."""
    if not row["target_value"]:
        return None
    return Target(year=int(row["target_year"]), value=float(row["target_value"]))


def judge(row: dict[str, str], points: list[Point], base_year: int | None = None) -> ComputedProgress:
    """What `cagr-2` says of an indicator's points."""
    shape = {
        "direction": int(row["direction"]),
        "points": points,
        "target": target(row),
        "base_year": base_year,
    }
    return progress_of(Series.model_validate(shape))


def test_the_global_compact_has_23_objectives() -> None:
    assert {code for framework, code in GOALS if framework == "GCM"} == {str(n) for n in range(1, 24)}


def test_every_objective_has_its_own_commitment_paragraph() -> None:
    texts = {row["text"] for row in rows("commitments", "goals.csv") if row["framework"] == "GCM"}
    assert len(texts) == 23
    assert all(text.startswith("We commit to ") and text.endswith(".") for text in texts)


def test_the_indicators_are_those_that_bear_on_migration() -> None:
    assert {row["indicator"] for row in INDICATORS} == BEARING_ON_MIGRATION
    assert len({row["code"] for row in INDICATORS}) == len(INDICATORS)
    headlines = Counter(row["indicator"] for row in INDICATORS if row["headline"] == "true")
    assert headlines == Counter(dict.fromkeys(BEARING_ON_MIGRATION, 1))


def test_every_indicator_belongs_to_a_goal_and_names_a_direction() -> None:
    for row in INDICATORS:
        assert (row["framework"], row["goal"]) in GOALS
        assert row["indicator"].startswith(row["goal"] + ".")
        assert row["direction"] in {"1", "-1"}
        assert row["kind"] in {"policy", "process", "financial", "human_resources"}
        assert row["horizon"] in {"short", "medium", "long"}


def test_a_target_with_a_number_says_where_the_number_comes_from() -> None:
    for row in INDICATORS:
        given = {bool(row[name]) for name in ("target_value", "target_year", "target_basis")}
        assert len(given) == 1, row["code"]


def test_remittances_are_to_cost_three_per_cent_by_2030() -> None:
    cost = next(row for row in INDICATORS if row["code"] == "SI_RMT_COST")
    assert (target(cost), cost["direction"]) == (Target(year=2030, value=3), "-1")


@pytest.mark.parametrize(("name", "key"), [("alignments.csv", "indicator"), ("unhcr_alignments.csv", "area")])
def test_alignments_join_known_things_once(name: str, key: str) -> None:
    known = BEARING_ON_MIGRATION if key == "indicator" else {row["area"] for row in RESULTS}
    pairs = Counter((row[key], row["framework"], row["goal"]) for row in rows("commitments", name))
    assert set(pairs.values()) == {1}
    assert {pair[0] for pair in pairs} <= known
    assert {pair[1:] for pair in pairs} <= GOALS
    assert column("commitments", name, "degree") <= {"high", "medium", "low"}


def test_every_indicator_is_aligned_with_the_global_compact() -> None:
    assert column("commitments", "alignments.csv", "indicator") == BEARING_ON_MIGRATION


def test_observations_are_about_member_states_and_shipped_series() -> None:
    assert {row["iso3"] for row in OBSERVATIONS} <= STATES
    assert {row["series"] for row in OBSERVATIONS} == {row["series"] for row in INDICATORS if row["series"]}
    assert any(row["iso3"] == "NAM" for row in OBSERVATIONS)


def test_a_slice_has_one_value_a_year() -> None:
    keys = Counter((row["series"], row["iso3"], row["year"], row["sex"], row["age"]) for row in OBSERVATIONS)
    assert set(keys.values()) == {1}


def test_a_slice_is_the_total_or_one_that_the_indicator_names() -> None:
    allowed = {row["code"]: (set(row["sex"].split("|")), set(row["age"].split("|"))) for row in INDICATORS}
    for row in OBSERVATIONS:
        sexes, ages = allowed[row["series"]]
        assert row["sex"] in sexes | {""}
        assert row["age"] in ages | {""}


def test_values_are_finite_numbers_of_at_most_15_digits() -> None:
    for value in [row["value"] for row in OBSERVATIONS + RESULTS]:
        assert math.isfinite(float(value))
        assert f"{float(value):.15g}" == value


def test_units_are_those_of_the_indicators() -> None:
    units = {row["code"]: row["unit"] for row in INDICATORS}
    assert all(units[row["series"]] == row["unit"] for row in OBSERVATIONS)


def test_a_published_figure_arrives_unchanged() -> None:
    figure = {"series": "SI_RMT_COST", "iso3": "PHL", "year": "2021", "sex": "", "age": "", "value": "4.12"}
    assert figure | {"source_type": "global_monitoring", "unit": "percent"} in OBSERVATIONS


def test_every_state_has_observations() -> None:
    assert {row["iso3"] for row in OBSERVATIONS} == STATES


def test_the_files_are_small() -> None:
    assert sum(file.stat().st_size for file in folder("commitments").iterdir()) < 1_500_000


def test_every_shipped_series_gets_a_status() -> None:
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in OBSERVATIONS:
        if not row["sex"] and not row["age"]:
            points[row["series"], row["iso3"]].append(Point(year=int(row["year"]), value=float(row["value"])))
    indicators = {row["code"]: row for row in INDICATORS}
    statuses = Counter(
        judge(indicators[code], found, SDG_BASE_YEAR).status for (code, _), found in points.items()
    )
    assert min(statuses[one] for one in ("achieved", "on_track", "limited", "deterioration")) > 50


def test_what_repeats_for_an_indicator_of_unhcr_never_varies() -> None:
    fixed: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in RESULTS:
        fixed[row["indicator"]].add(
            tuple(value for key, value in row.items() if key not in {"year", "value"})
        )
    assert {len(variants) for variants in fixed.values()} == {1}
    assert Counter((row["indicator"], row["year"]) for row in RESULTS).most_common(1)[0][1] == 1


def test_an_indicator_of_unhcr_has_a_baseline_before_its_years_and_a_target_at_their_end() -> None:
    last = {row["indicator"]: row["year"] for row in sorted(RESULTS, key=lambda row: row["year"])}
    for row in RESULTS:
        assert row["baseline_year"] < row["year"] <= row["target_year"] == last[row["indicator"]]
        assert row["country"] in STATES
        assert (row["party"], row["markers"]) == ("UNHCR", "refugees")


def test_labels_of_unhcr_differ_by_more_than_letter_case() -> None:
    labels = {row["indicator"]: (row["country"], row["title"], row["population"]) for row in RESULTS}
    folded = Counter(tuple(part.casefold() for part in label) for label in labels.values())
    assert set(folded.values()) == {1}


def test_every_indicator_of_unhcr_can_be_judged() -> None:
    points: dict[str, list[Point]] = {}
    for row in RESULTS:
        baseline = Point(year=int(row["baseline_year"]), value=float(row["baseline_value"]))
        points.setdefault(row["indicator"], [baseline]).append(
            Point(year=int(row["year"]), value=float(row["value"]))
        )
    found = {
        judge(row, points[row["indicator"]]).status
        for row in {row["indicator"]: row for row in RESULTS}.values()
    }
    assert found == {"achieved", "on_track", "acceleration_needed", "limited", "deterioration"}

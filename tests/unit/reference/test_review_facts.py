"""The rule set and the calendar that the review service ships."""

import json
from datetime import date, timedelta

from review.rules.record import RuleSet
from tests.unit.reference.files import column, folder, rows

SHIPPED = json.loads((folder("review") / "rule_sets" / "imrf-2026.1.json").read_text())
RULES = RuleSet.model_validate(SHIPPED["rule_set"])
CALENDAR = rows("review", "calendar.csv")


def test_the_rule_set_has_all_that_the_service_reads() -> None:
    assert (RULES.code, RULES.version, RULES.framework) == ("imrf", 1, "GCM")
    assert RULES.model_dump(mode="json", exclude_defaults=True).keys() == SHIPPED["rule_set"].keys()


def test_every_objective_is_at_exactly_one_round_table() -> None:
    tables = [item.goals for item in RULES.items if item.kind == "round_table"]
    assert [len(goals) for goals in tables] == [5, 7, 6, 5]
    assert sorted(int(goal) for goals in tables for goal in goals) == list(range(1, 24))


def test_the_agenda_begins_with_reporting_and_ends_with_data() -> None:
    keys = [item.key for item in RULES.items]
    assert keys == ["status_of_reporting", *(f"round_table_{n}" for n in (1, 2, 3, 4)), "data"]


def test_deterioration_weighs_most() -> None:
    assert list(RULES.attention) == ["deterioration", "limited", "acceleration_needed"]
    assert list(RULES.attention.values()) == sorted(RULES.attention.values(), reverse=True)


def test_the_forum_was_held_in_2022_and_2026_and_comes_every_four_years() -> None:
    forums = [row for row in CALENDAR if row["kind"] == "global_review"]
    assert [row["first_year"] for row in forums] == ["2022", "2026", "2030"]
    assert [(row["starts_on"], row["ends_on"]) for row in forums] == [
        ("2022-05-17", "2022-05-20"),
        ("2026-05-05", "2026-05-08"),
        ("", ""),
    ]


def test_the_secretary_general_reports_twelve_weeks_before_a_forum() -> None:
    for row in CALENDAR:
        if row["report_due_on"]:
            start, due = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["report_due_on"])
            assert start - due == timedelta(weeks=12)


def test_every_region_had_a_review_in_each_round() -> None:
    regions = {
        row["code"] for row in rows("registry", "groupings.csv") if row["kind"] == "regional_commission"
    }
    assert column("review", "calendar.csv", "region") - {""} == regions
    for first_year in ("2020", "2024"):
        held = [
            row["region"]
            for row in CALENDAR
            if row["kind"] == "regional_review" and row["first_year"] == first_year
        ]
        assert sorted(held) == sorted(regions)

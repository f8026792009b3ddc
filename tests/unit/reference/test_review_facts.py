"""The rule sets that the review service ships."""

import hashlib
import json

import pytest

from review.agendas.rules.rule_set import RuleSet
from tests.unit.reference.files import folder

FILES = sorted(folder("review").joinpath("rule_sets").iterdir())
SHIPPED = [json.loads(file.read_text())["rule_set"] for file in FILES]
PUBLISHED = [RuleSet.model_validate(one) for one in SHIPPED]
RULES = PUBLISHED[-1]
ROUND_TABLES = [f"round_table_{number}" for number in (1, 2, 3, 4)]


def test_the_rule_sets_are_versions_of_one_and_have_all_that_the_service_reads() -> None:
    assert [(one.code, one.version, one.framework) for one in PUBLISHED] == [
        ("imrf", 1, "GCM"),
        ("imrf", 2, "GCM"),
    ]
    for rules, shipped in zip(PUBLISHED, SHIPPED, strict=True):
        assert rules.model_dump(mode="json", exclude_defaults=True).keys() == shipped.keys()


def test_a_rule_set_that_was_published_stays_as_it_was() -> None:
    published = PUBLISHED[0].model_dump_json()
    digest = "bba10a2b869809472bb1148c2a2c7d86248b1ef7049dd7acd79b794d1d4afbe0"
    assert hashlib.sha256(published.encode()).hexdigest() == digest


@pytest.mark.parametrize("rules", PUBLISHED, ids=lambda rules: f"version {rules.version}")
def test_every_objective_is_at_exactly_one_round_table(rules: RuleSet) -> None:
    tables = [item.goals for item in rules.items if item.kind == "round_table"]
    assert [len(goals) for goals in tables] == [5, 7, 6, 5]
    assert sorted(int(goal) for goals in tables for goal in goals) == list(range(1, 24))


def test_the_agenda_goes_from_reporting_by_the_round_tables_to_the_regional_reviews() -> None:
    first, second = ([item.key for item in rules.items] for rules in PUBLISHED)
    assert first == ["status_of_reporting", *ROUND_TABLES, "data"]
    norms = ["norms_under_pressure", "policy_gaps", "data", "regional_reviews"]
    assert second == ["status_of_reporting", *ROUND_TABLES, *norms]


def test_regional_reviews_count_for_as_long_as_a_round_of_them_takes() -> None:
    assert RULES.regional_review_years == 4


def test_deterioration_weighs_most() -> None:
    assert list(RULES.attention) == ["deterioration", "limited", "acceleration_needed"]
    assert list(RULES.attention.values()) == sorted(RULES.attention.values(), reverse=True)

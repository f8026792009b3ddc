"""What the items made from the registry's facts say, and that they change no agenda of the first rule set."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from review.agendas.rules.agenda import assemble, digest
from review.agendas.rules.items.regional_reviews import years_before
from review.agendas.rules.record import Item, Record
from review.agendas.rules.rule_set import RuleSet
from tests.unit.review.records import ANALYSIS, evidence, finding, record, review


def rule_set(version: int) -> RuleSet:
    """A rule set that the service ships."""
    file = files("review.reference_data") / "rule_sets" / f"imrf-2026.{version}.json"
    return RuleSet.model_validate(json.loads(file.read_text())["rule_set"])


def items(of: Record, version: int = 2) -> dict[str, Item]:
    """The items of the agenda by key."""
    return {item.key: item for item in assemble(of, rule_set(version), 1440).items}


def test_an_agenda_by_the_first_rule_set_is_what_it_was_byte_for_byte() -> None:
    document = assemble(record(), rule_set(1), 1440).model_dump_json()
    assert digest(document) == "ace28a2192b264a6dd46bc29be5f030784698c85dbf38ebb2d5f53589f6bf330"


def test_the_items_come_in_the_order_of_the_rule_set_and_those_without_evidence_are_left_out() -> None:
    keys = list(items(record()))
    assert keys[0] == "status_of_reporting"
    assert keys[-4:] == ["norms_under_pressure", "policy_gaps", "data", "regional_reviews"]
    silent = record(findings=(), gap_analysis=None, regional_reviews=())
    assert list(items(silent)) == [*keys[:-4], "data"]


def test_findings_stand_most_recent_first_with_the_reply_beside() -> None:
    reply = {"text": "We rejoin next year.", "on": date(2026, 2, 1)}
    older = finding("F-2026-1", status="replied", reply=reply)
    newer = finding("F-2026-2", state="NAM", kind="repealed_measure", opened_on=date(2026, 1, 9))
    item = items(record(findings=(older, newer)))["norms_under_pressure"]
    assert [one.code for one in item.findings] == ["F-2026-2", "F-2026-1"]
    assert item.findings[1].reply is not None
    assert item.findings[1].reply.text == "We rejoin next year."
    kinds = {"repealed_measure": 1, "withdrawal": 1}
    assert item.counts == {"findings": 2, "replied": 1, "states": 2, "by_kind": kinds}
    assert item.records == ()


def test_policy_gaps_give_the_counts_of_the_analysis_and_invite() -> None:
    item = items(record())["policy_gaps"]
    assert [one.kind for one in item.gaps] == ["uncovered_theme", "low_uptake", "not_implemented"]
    assert item.counts == {"analysis": 7, **ANALYSIS["counts"]}
    assert item.why.startswith("Gap analysis 7 of 2026-03-01: no treaty or protocol in force covers 1 of 9 ")
    assert "not known for 2" in item.why
    assert "invited" in item.why


def test_a_gap_analysis_without_gaps_makes_no_item() -> None:
    assert "policy_gaps" not in items(record(gap_analysis={**ANALYSIS, "gaps": ()}))


def _reviews(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    item = items(record(regional_reviews=entries))["regional_reviews"]
    return [one.model_dump() for one in item.reviews]


def test_a_region_without_a_recent_review_is_named_with_the_milestone_that_expects_its_parties() -> None:
    assert "none is recorded for 1 of 2 regions" in items(record())["regional_reviews"].why
    held, without = _reviews(review("eca-2024"))
    assert (held["code"], held["regions"]) == ("eca-2024", ("ECA",))
    assert held["summary"] == "More pathways are wanted."
    assert (without["region"], without["parties"], without["planned_on"]) == ("ECE", 1, None)
    assert without["evidence"]["href"] == "/v1/milestones/m"


def test_a_planned_review_is_named_with_the_region_that_waits_for_it() -> None:
    plans = [
        review(code, grouping="ECE", held_on=None, planned_on=day, evidence=evidence("registry", 70, code))
        for code, day in (("later", date(2027, 1, 1)), ("sooner", date(2026, 6, 1)))
    ]
    (without,) = (one for one in _reviews(*plans) if one["region"] == "ECE")
    assert without["planned_on"] == date(2026, 6, 1)
    assert without["evidence"]["href"] == "sooner"


@pytest.mark.parametrize(
    ("held_on", "counts"),
    [
        (date(2022, 3, 30), False),
        (date(2022, 3, 31), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_review_counts_when_it_was_held_in_the_years_before_the_deadline(
    held_on: date, counts: bool
) -> None:
    kinds = [one["kind"] for one in _reviews(review("r", held_on=held_on))]
    assert kinds.count("regional_review") == counts
    assert kinds.count("region_without_review") == 2 - counts


def test_a_review_that_crosses_regions_stands_for_those_of_which_most_parties_took_part() -> None:
    crossing = review("au", grouping="AU", parties=("KEN", "FRA"))
    (held, without) = _reviews(crossing)
    assert held["regions"] == ("ECE",)  # one of one; of ECA only one of two
    assert without["region"] == "ECA"


def test_the_members_of_one_region_do_not_make_it_the_review_of_another() -> None:
    (held, *_) = _reviews(review("eca", parties=("KEN", "NAM", "FRA")))
    assert held["regions"] == ("ECA",)


def test_a_leap_day_has_its_last_of_february_in_other_years() -> None:
    assert years_before(date(2104, 2, 29), 4) == date(2100, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)

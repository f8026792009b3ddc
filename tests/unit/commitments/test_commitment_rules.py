"""What a commitment must satisfy beyond the form of its fields."""

from typing import Any

import pytest

from commitments.commitments.models import Alignment, IndicatorContent
from commitments.commitments.rules.consistency import (
    alignment_faults,
    all_parties,
    indicator_faults,
    party_faults,
)
from commitments.commitments.rules.faults import Fault


def indicator(code: str = "regular", **changes: Any) -> IndicatorContent:
    facts = {"code": code, "title": "Regular pathways", "unit": "percent", "direction": 1}
    return IndicatorContent.model_validate({**facts, **changes})


def pointers(faults: Any) -> list[str]:
    return [fault.pointer for fault in faults]


def test_a_target_lies_after_its_base_year() -> None:
    same_year = indicator(baseline={"year": 2030, "value": 1}, target={"year": 2030, "value": 2})
    before = indicator("other", baseline={"year": 2030}, target={"year": 2025, "value": 2})
    after = indicator("third", baseline={"year": 2024, "value": 1}, target={"year": 2025, "value": 2})
    found = pointers(indicator_faults([same_year, before, after]))
    assert found == ["/indicators/0/target/year", "/indicators/1/target/year"]


@pytest.mark.parametrize(("direction", "value", "refused"), [(1, 10, True), (1, 40, False), (-1, 41, True)])
def test_a_target_against_the_direction_is_refused(direction: int, value: float, refused: bool) -> None:
    target, baseline = {"year": 2030, "value": value}, {"year": 2020, "value": 40}
    found = pointers(indicator_faults([indicator(direction=direction, baseline=baseline, target=target)]))
    assert found == (["/indicators/0/target"] if refused else [])


def test_a_target_needs_no_baseline() -> None:
    assert not list(indicator_faults([indicator(target={"year": 2030, "value": 2})]))


def test_an_indicators_code_is_there_once() -> None:
    assert list(indicator_faults([indicator("a"), indicator("b"), indicator("a")])) == [
        Fault("/indicators/2/code", "a is there twice")
    ]


def test_a_goal_must_be_one_of_its_frameworks() -> None:
    known = {("GCM", "5"), ("SDG", "10.c")}
    wanted = [
        Alignment(framework=framework, goal=goal, degree="high")
        for framework, goal in [("GCM", "5"), ("SDG", "5"), ("GCM", "10.c"), ("GCM", "5")]
    ]
    found = list(alignment_faults(wanted, known))
    assert pointers(found) == ["/alignments/1/goal", "/alignments/2/goal", "/alignments/3/goal"]
    assert found[2].detail == "goal 5 is there twice"


def test_every_party_must_be_registered() -> None:
    assert pointers(party_faults("XXX", [], "standalone", {"KEN"})) == ["/party"]
    assert pointers(party_faults("KEN", ["KEN", "XXX"], "joint", {"KEN"})) == ["/parties/1"]


def test_a_joint_commitment_has_several_parties_and_no_other_has() -> None:
    known = {"KEN", "UGA"}
    assert pointers(party_faults("KEN", ["KEN"], "joint", known)) == ["/parties"]
    assert pointers(party_faults("KEN", ["UGA"], "standalone", known)) == ["/form"]
    assert not pointers(party_faults("KEN", ["UGA"], "joint", known))
    assert not pointers(party_faults("KEN", ["KEN"], "standalone", known))


def test_the_lead_is_the_first_of_all_parties() -> None:
    assert all_parties("UGA", ["TZA", "KEN", "TZA"]) == ["UGA", "KEN", "TZA"]
    assert all_parties("UGA", ["KEN", "UGA"]) == ["UGA", "KEN"]

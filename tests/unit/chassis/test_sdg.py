"""SDG targets and indicators are known by their official numbers."""

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.values import AS_STORED, SdgTarget
from chassis.values.sdg import TARGETS, indicator_fault, target_fault
from commitments.reference_data import files

TARGET: TypeAdapter[str] = TypeAdapter(SdgTarget)


def test_there_are_seventeen_goals_with_169_targets() -> None:
    assert sorted(TARGETS) == list(range(1, 18))
    assert sum(map(len, TARGETS.values())) == 169
    assert TARGETS[1] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.a", "1.b"]
    assert (TARGETS[3][-1], TARGETS[17][-1]) == ("3.d", "17.19")


@pytest.mark.parametrize("target", ["10.8", "10.d", "17.a", "5.07", "010.7", "10.0", "18.1", "0.1"])
def test_a_target_that_the_agenda_does_not_have_is_refused(target: str) -> None:
    assert target_fault(target) is not None
    with pytest.raises(ValidationError):
        TARGET.validate_python(target)


def test_the_refusal_lists_the_targets_of_the_goal() -> None:
    assert target_fault("13.4") == "there is no SDG target 13.4; there are 13.1, 13.2, 13.3, 13.a, 13.b"


def test_a_target_that_was_stored_before_is_read_as_it_is() -> None:
    assert TARGET.validate_python("10.10", context=AS_STORED) == "10.10"


@pytest.mark.parametrize("indicator", ["8.5", "8.5.0", "8.5.10", "8.11.1", "18.1.1", "SL_TLF_UEM", "8.5.2."])
def test_an_indicator_belongs_to_a_target_of_the_agenda(indicator: str) -> None:
    assert indicator_fault(indicator) is not None


def test_every_indicator_and_target_that_is_shipped_has_an_official_number() -> None:
    assert {indicator_fault(row["indicator"]) for row in files.rows("indicators.csv")} == {None}
    assert {target_fault(goal.code) for goal in files.goals() if goal.framework == "SDG"} == {None}

"""What a subscriber is called, and which groups are its own."""

import pytest

from gateway.streams import rules


@pytest.mark.parametrize(
    ("name", "principal"),
    [
        ("African Union", "subscriber-african-union"),
        ("Comunidad Andina (CAN)", "subscriber-comunidad-andina-can"),
        ("Unión Europea", "subscriber-union-europea"),
        ("Африканский союз", "subscriber-body"),
        ("x" * 300, "subscriber-" + "x" * 40),
    ],
)
def test_a_subscriber_is_called_after_the_body(name: str, principal: str) -> None:
    assert rules.principal_for(name, ()) == principal


def test_a_name_that_was_used_before_gets_a_number() -> None:
    taken = {"subscriber-ecowas", "subscriber-ecowas-2"}
    assert rules.principal_for("ECOWAS", taken) == "subscriber-ecowas-3"


@pytest.mark.parametrize("prefix", ["au.", "au.west.", "subscriber-ecowas.", "eu_1."])
def test_a_prefix_ends_with_a_full_stop(prefix: str) -> None:
    assert rules.fault_of_prefix(prefix) is None


@pytest.mark.parametrize("prefix", ["", ".", "au", "Au.", "a..", "*", "au.\n", "a" * 100 + "."])
def test_what_is_no_prefix_is_refused(prefix: str) -> None:
    assert rules.fault_of_prefix(prefix) is not None


@pytest.mark.parametrize("prefix", ["compact.", "compact.review."])
def test_the_groups_of_the_system_are_nobody_elses(prefix: str) -> None:
    assert rules.fault_of_prefix(prefix) == "groups that begin with compact. are the system's own"


def test_prefixes_overlap_when_one_group_can_have_both() -> None:
    assert rules.overlap("au.", "au.west.")
    assert rules.overlap("au.west.", "au.")
    assert not rules.overlap("au.", "aux.")

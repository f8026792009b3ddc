"""What becomes of a practice in a commitment."""

from registry.practices.rules import commitment_markers


def test_markers_get_the_names_that_commitments_have() -> None:
    assert commitment_markers(["gender_sensitive", "whole_of_society"]) == ["gender", "whole_of_society"]


def test_a_long_view_is_told_by_the_horizon_and_by_no_marker() -> None:
    assert commitment_markers(["long_term", "whole_of_government"]) == ["whole_of_government"]

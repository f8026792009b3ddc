"""The reason of an agenda names what was waited for, and nothing else."""

import pytest

from review.agendas.rules.reason import after_patience

PASSED = "the reporting deadline passed"


@pytest.mark.parametrize(
    ("silent", "attempts", "wanted"),
    [
        (["registry"], 0, "and registry was silent"),
        (["registry", "commitments"], 3, "and commitments and registry were silent"),
        ([], 3, "and assembling had failed until then"),
        ([], 0, "and assembling had waited for other work"),
    ],
)
def test_sources_are_named_as_silent_only_when_they_were(
    silent: list[str], attempts: int, wanted: str
) -> None:
    assert after_patience(PASSED, silent, attempts) == f"{PASSED}, {wanted}"

"""What is shipped satisfies the rules that what is written must satisfy."""

from commitments.commitments.rules.consistency import indicator_faults
from commitments.reference_data import sdg, unhcr


def test_no_shipped_indicator_has_a_target_against_its_direction() -> None:
    seeds = [*sdg.seeds(), *unhcr.seeds()]
    assert len(seeds) > 1000
    assert [
        (seed.commitment.reference, fault)
        for seed in seeds
        for fault in indicator_faults(seed.commitment.indicators)
    ] == []

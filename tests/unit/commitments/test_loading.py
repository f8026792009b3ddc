"""How reference files become commitments."""

from commitments.commitments.models import Alignment
from commitments.reference_data import sdg, unhcr
from commitments.reference_data.seeds import Seed, batches, strongest


def kenyan(goal: str) -> Seed:
    return next(seed for seed in sdg.seeds() if seed.commitment.reference == f"KEN-SDG-{goal}")


def test_a_goal_is_served_as_much_as_its_strongest_alignment_says() -> None:
    given = [
        Alignment.model_validate({"framework": "GCM", "goal": goal, "degree": degree})
        for goal, degree in [("5", "low"), ("6", "medium"), ("5", "high"), ("5", "medium")]
    ]
    assert [(one.goal, one.degree) for one in strongest(given)] == [("5", "high"), ("6", "medium")]


def test_a_batch_makes_no_more_events_than_it_may() -> None:
    seeds = list(unhcr.seeds())
    parts = list(batches(seeds, 200))
    assert [seed for part in parts for seed in part] == seeds
    assert all(sum(seed.events for seed in part) <= 200 for part in parts)
    assert len(parts) > 1


def test_measurement_begins_with_the_first_value_since_2015() -> None:
    seed = kenyan("16.1")
    [indicator] = seed.commitment.indicators
    totals = {one.year: one.value for one in seed.observations[indicator.code] if not one.slice}
    since = min(year for year in totals if year >= 2015)
    assert min(totals) < 2015
    assert indicator.baseline is not None
    assert (indicator.baseline.year, indicator.baseline.value) == (since, totals[since])


def test_without_a_value_since_2015_only_the_year_is_known() -> None:
    seed = kenyan("1.3")
    assert not seed.observations
    [indicator] = seed.commitment.indicators
    assert indicator.baseline is not None
    assert (indicator.baseline.year, indicator.baseline.value) == (2015, None)


def test_every_slice_is_one_that_its_indicator_declares() -> None:
    for seed in sdg.seeds():
        declared = {one.code: one.dimensions for one in seed.commitment.indicators}
        for code, observations in seed.observations.items():
            for observation in observations:
                for name, value in observation.slice.items():
                    assert value in declared[code][name]

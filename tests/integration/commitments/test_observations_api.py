"""Observations over HTTP, and the progress that is computed with them."""

import asyncio
from typing import Any

import pytest

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import INDICATOR, Party
from tests.integration.commitments.ledger import data_of, last_event, public_events
from tests.support.problems import type_of

RECORDED = "compact.observations.recorded.v1"
COMPUTED = "compact.progress.computed.v1"
SLICES = {"age": [str(age) for age in range(100)]}


def values(answer: Any) -> list[tuple[int, dict[str, str], float, int]]:
    return [(one["year"], one["slice"], one["value"], one["revision"]) for one in answer.json()["items"]]


async def test_observations_are_recorded_with_their_slices(kenya: Party, public: Party) -> None:
    commitment = await kenya.publishes()
    indicator = commitment["indicators"][0]["id"]
    recorded = await kenya.observes(
        indicator,
        {"year": 2024, "value": 22},
        {"year": 2024, "value": 20.5, "slice": {"sex": "female", "age": "15-24"}},
        {"year": 2023, "value": 17},
    )
    assert recorded.status_code == 201, recorded.text
    assert recorded.json() == {
        "indicator_id": indicator,
        "version": 2,
        "recorded": 3,
        "coverage": {"points": 3, "latest_year": 2024, "by_sex": True, "by_age": True},
    }
    assert values(await public.get(f"/v1/indicators/{indicator}/observations")) == [
        (2023, {}, 17, 1),
        (2024, {"sex": "female", "age": "15-24"}, 20.5, 1),
        (2024, {}, 22, 1),
    ]


async def test_observations_are_told_with_the_coverage_that_they_lead_to(
    kenya: Party, runtime: Runtime
) -> None:
    commitment = await kenya.publishes()
    indicator = commitment["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2024, "value": 22, "slice": {"sex": "female"}})
    event = await last_event(runtime, RECORDED)
    assert data_of(event) == {
        "version": 2,
        "indicator_id": indicator,
        "commitment_id": commitment["id"],
        "party": "KEN",
        "observations": [
            {
                "year": 2024,
                "value": 22,
                "slice": {"sex": "female"},
                "source_type": "household_survey",
                "revision": 1,
            }
        ],
        "coverage": {"points": 1, "latest_year": 2024, "by_sex": True, "by_age": False},
    }
    assert (event.subject, event.party, event.region) == (indicator, "KEN", "ECA")


async def test_a_later_value_is_a_revision_and_both_stay(kenya: Party, public: Party) -> None:
    indicator = (await kenya.publishes())["indicators"][0]["id"]
    path = f"/v1/indicators/{indicator}/observations"
    await kenya.observes(indicator, {"year": 2024, "value": 22})
    first = (await public.get(path)).json()["items"][0]
    revised = await kenya.observes(indicator, {"year": 2024, "value": 21})
    assert revised.json()["coverage"]["points"] == 1
    second = (await public.get(path)).json()["items"][0]
    assert (second["value"], second["revision"]) == (21, 2)
    assert (await public.get(path, as_of=second["recorded_at"])).json()["items"] == [first]
    assert (await public.get(path, as_of=first["recorded_at"])).json()["items"] == []


async def test_what_was_said_before_is_not_recorded_again(kenya: Party, runtime: Runtime) -> None:
    indicator = (await kenya.publishes())["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2024, "value": 22})
    before = len(await public_events(runtime))
    again = await kenya.observes(indicator, {"year": 2024, "value": 22})
    assert (again.status_code, again.json()["recorded"], again.json()["version"]) == (201, 0, 2)
    assert len(await public_events(runtime)) == before


async def test_progress_is_computed_with_its_input(kenya: Party, public: Party, runtime: Runtime) -> None:
    commitment = await kenya.publishes()
    indicator = commitment["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2024, "value": 22})
    path = f"/v1/commitments/{commitment['id']}"
    progress = (await public.get(f"{path}/progress")).json()
    assert (progress["status"], progress["version"], progress["method"]) == ("on_track", 2, "cagr-2")
    [judged] = progress["indicators"]
    observed = await last_event(runtime, RECORDED)
    assert judged["base"] == {"year": 2020, "value": 10, "event_id": None, "sequence": None}
    assert judged["latest"] == {
        "year": 2024, "value": 22, "event_id": str(observed.id), "sequence": observed.sequence,
    }  # fmt: skip
    computed = await last_event(runtime, COMPUTED)
    assert computed.time == observed.time, "one transaction"
    told = data_of(computed)
    assert (told["status"], told["score"]) == (progress["status"], progress["score"])
    assert told["indicators"] == [
        {name: judged[name] for name in ("indicator_id", "status", "score", "reason")}
    ]
    shown = (await public.get(path)).json()
    assert (shown["progress"], shown["score"]) == ("on_track", progress["score"])
    assert shown["version"] > commitment["version"], "its strong ETag is another"


async def test_a_baseline_at_its_target_is_no_progress_until_something_is_observed(
    kenya: Party, public: Party, runtime: Runtime
) -> None:
    kept = INDICATOR | {"target": {"year": 2030, "value": 10}}
    commitment = await kenya.publishes(indicators=[kept])
    path = f"/v1/commitments/{commitment['id']}/progress"
    indicator = commitment["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2020, "value": 12})
    assert (await public.get(path)).json()["status"] == "unable_to_assess"
    assert data_of(await last_event(runtime, COMPUTED))["status"] == "unable_to_assess"
    await kenya.observes(indicator, {"year": 2024, "value": 10})
    assert (await public.get(path)).json()["status"] == "achieved"


async def test_progress_is_shown_as_it_stood(kenya: Party, public: Party) -> None:
    commitment = await kenya.publishes()
    path = f"/v1/commitments/{commitment['id']}/progress"
    indicator = commitment["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2024, "value": 22})
    await kenya.observes(indicator, {"year": 2025, "value": 9})
    now = (await public.get(path)).json()
    assert (now["status"], now["version"]) == ("deterioration", 3)
    before = (await public.get(path, as_of=now["computed_at"])).json()
    assert (before["status"], before["version"]) == ("on_track", 2)
    assert (await public.get(path, as_of=commitment["published_at"])).status_code == 404


async def test_a_slice_does_not_stand_for_everybody(kenya: Party, public: Party) -> None:
    commitment = await kenya.publishes()
    indicator = commitment["indicators"][0]["id"]
    await kenya.observes(indicator, {"year": 2024, "value": 99, "slice": {"sex": "male"}})
    progress = (await public.get(f"/v1/commitments/{commitment['id']}/progress")).json()
    assert progress["status"] == "unable_to_assess"


async def test_a_commitment_is_judged_by_all_its_indicators(kenya: Party, public: Party) -> None:
    second = INDICATOR | {"code": "cost", "direction": -1, "target": None}
    commitment = await kenya.publishes(indicators=[INDICATOR, second])
    regular, cost = (one["id"] for one in commitment["indicators"])
    await kenya.observes(regular, {"year": 2024, "value": 40})
    await kenya.observes(cost, {"year": 2024, "value": 12})
    progress = (await public.get(f"/v1/commitments/{commitment['id']}/progress")).json()
    assert [one["status"] for one in progress["indicators"]] == ["achieved", "deterioration"]
    assert progress["score"] == pytest.approx(0)


@pytest.mark.parametrize(
    ("observation", "pointer"),
    [
        ({"slice": {"sex": "unknown"}}, "/observations/1/slice/sex"),
        ({"slice": {"region": "north"}}, "/observations/1/slice/region"),
        ({"value": True}, "/observations/1/value"),
        ({"value": "12"}, "/observations/1/value"),
        ({"year": 1066}, "/observations/1/year"),
        ({"year": 2099}, "/observations/1/year"),
        ({"source_type": "hearsay"}, "/observations/1/source_type"),
        ({"year": 2024}, "/observations/1"),
    ],
)
async def test_an_observation_that_cannot_be_is_refused_at_the_field_and_none_is_taken(
    kenya: Party, public: Party, observation: dict[str, Any], pointer: str
) -> None:
    indicator = (await kenya.publishes())["indicators"][0]["id"]
    answer = await kenya.observes(
        indicator, {"year": 2024, "value": 1}, {"year": 2025, "value": 1} | observation
    )
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not values(await public.get(f"/v1/indicators/{indicator}/observations"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "-1e999"])
async def test_only_finite_numbers_are_values(kenya: Party, number: str) -> None:
    indicator = (await kenya.publishes())["indicators"][0]["id"]
    body = '{"observations": [{"year": 2024, "source_type": "census", "value": @}]}'.replace("@", number)
    answer = await kenya.send(f"/v1/indicators/{indicator}/observations", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/observations/0/value")


async def test_at_most_500_observations_come_at_once(kenya: Party, runtime: Runtime) -> None:
    indicator = (await kenya.publishes(indicators=[INDICATOR | {"dimensions": SLICES}]))["indicators"][0][
        "id"
    ]
    cells = [
        {"year": 2020 + year, "value": year, "slice": {"age": age}}
        for year in range(6)
        for age in SLICES["age"]
    ]
    assert len(cells) == 600
    assert (await kenya.observes(indicator, *cells[:501])).status_code == 422
    assert (await kenya.observes(indicator, *cells[:500])).json()["recorded"] == 500
    assert len(data_of(await last_event(runtime, RECORDED))["observations"]) == 500


async def test_only_its_party_measures_a_commitment(kenya: Party, uganda: Party, public: Party) -> None:
    indicator = (await kenya.publishes())["indicators"][0]["id"]
    assert (await uganda.observes(indicator, {"year": 2024, "value": 1})).status_code == 403
    assert (await public.observes(indicator, {"year": 2024, "value": 1})).status_code == 401


async def test_a_draft_is_not_measured(kenya: Party, uganda: Party) -> None:
    indicator = (await kenya.drafts())["indicators"][0]["id"]
    own = await kenya.observes(indicator, {"year": 2024, "value": 1})
    assert (own.status_code, own.json()["type"]) == (409, type_of("not-published"))
    assert (await uganda.observes(indicator, {"year": 2024, "value": 1})).status_code == 404
    assert (await uganda.get(f"/v1/indicators/{indicator}/observations")).status_code == 404


async def test_values_that_come_at_once_are_all_kept(kenya: Party, runtime: Runtime) -> None:
    commitment = await kenya.publishes()
    indicator = commitment["indicators"][0]["id"]
    answers = await asyncio.gather(
        *(kenya.observes(indicator, {"year": 2024, "value": value}) for value in range(5))
    )
    assert [answer.status_code for answer in answers] == [201] * 5
    told = [data_of(event) for event in await public_events(runtime, RECORDED)]
    assert [one["observations"][0]["revision"] for one in told] == [1, 2, 3, 4, 5]
    assert [one["version"] for one in told] == [2, 3, 4, 5, 6]
    computed = [data_of(event)["version"] for event in await public_events(runtime, COMPUTED)]
    assert computed == [1, 2, 3, 4, 5, 6]

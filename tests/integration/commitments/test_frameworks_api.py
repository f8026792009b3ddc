"""Frameworks and goals over HTTP."""

from chassis.base.identifiers import new_id
from chassis.process.runtime import Runtime
from commitments.frameworks import publishing as frameworks
from commitments.reference_data import files
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import data_of, public_events
from tests.support.problems import type_of


async def test_frameworks_are_listed(public: Party) -> None:
    items = (await public.get("/v1/frameworks")).json()["items"]
    assert [(one["code"], one["adopted"]) for one in items] == [("GCM", "2018-12-19"), ("SDG", "2015-09-25")]


async def test_the_goals_of_the_compact_are_its_23_objectives_in_order(public: Party) -> None:
    items = (await public.get("/v1/goals", framework="GCM")).json()["items"]
    assert [one["code"] for one in items] == [str(number) for number in range(1, 24)]
    assert items[0]["title"].startswith("Collect and utilize accurate and disaggregated data")


async def test_an_unknown_framework_has_no_goals(public: Party) -> None:
    assert (await public.get("/v1/goals", framework="XYZ")).json()["items"] == []


async def test_a_goal_is_found_by_its_id_and_another_id_is_not(public: Party) -> None:
    listed = (await public.get("/v1/goals", framework="GCM")).json()["items"][4]
    assert (await public.get(f"/v1/goals/{listed['id']}")).json() == listed
    missing = await public.get(f"/v1/goals/{new_id()}")
    assert (missing.status_code, missing.json()["type"]) == (404, type_of("no-such-goal"))


async def test_each_goal_is_published_once(runtime: Runtime) -> None:
    async with runtime.database.transaction() as tx:
        assert await frameworks.publish(tx, files.frameworks(), files.goals()) == 0
    told = [data_of(event) for event in await public_events(runtime, "compact.goal.published.v1")]
    assert len(told) == len({(one["framework"], one["code"]) for one in told}) == len(files.goals())

"""`load-reference`: every Member State's commitments, and UNHCR's, with what has been observed."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest_asyncio
from sqlalchemy import text

from chassis.local_postgres.access import PostgresAccess
from chassis.process.runtime import Runtime, open_runtime
from chassis.testing.plugin import migrated_database
from chassis.testing.tokens import AUDIENCE, ISSUER
from commitments.app import service
from commitments.reference_data import files
from commitments.reference_data.loading import Loaded, load
from commitments.settings import Settings
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import data_of, public_events

STATES = 193
OBSERVATIONS = ("sdg_observations.csv.gz", "unhcr_results.csv.gz")


class Run(NamedTuple):
    """What the command has done: to which database, and what it printed."""

    url: str
    lines: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(postgres_server: PostgresAccess) -> Run:
    url = await migrated_database(postgres_server, "commitments")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "commitments", "load-reference", "--progress"),
        env=os.environ | {"COMMITMENTS_DATABASE_URL": url, "COMMITMENTS_BUS_URL": url},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return Run(url, output.decode().splitlines())


@pytest_asyncio.fixture
async def runtime(run: Run) -> AsyncIterator[Runtime]:
    urls = {"database_url": run.url, "bus_url": run.url}
    settings = Settings.model_validate({**urls, "issuer": ISSUER, "audience": AUDIENCE})
    async with open_runtime(service, settings) as runtime:
        yield runtime


def number_of_rows(*names: str) -> int:
    return sum(1 for name in names for _ in files.rows(name))


async def test_its_progress_is_one_json_object_a_line(run: Run) -> None:
    steps = [json.loads(line) for line in run.lines[:-1]]
    assert steps[0] == {"step": "frameworks and goals", "done": 1, "total": 1}
    done = [step["done"] for step in steps[1:]]
    assert done == sorted(done)
    assert done[-1] == steps[-1]["total"]


async def test_it_says_how_much_was_new(run: Run) -> None:
    assert f"{number_of_rows(*OBSERVATIONS)} observations" in run.lines[-1]


async def test_every_state_has_a_commitment_for_each_target_with_or_without_data(public: Party) -> None:
    targets = [goal.code for goal in files.goals() if goal.framework == "SDG"]
    for state in ("KEN", "NAM", "TUV"):
        items = (await public.get("/v1/commitments", party=state)).json()["items"]
        assert {one["reference"] for one in items} == {f"{state}-SDG-{target}" for target in targets}
        assert all(one["status"] == "published" and one["progress"] for one in items)


async def test_each_commitment_is_told_with_its_progress(runtime: Runtime) -> None:
    targets = [goal for goal in files.goals() if goal.framework == "SDG"]
    countries = {row["country"] for row in files.rows("unhcr_results.csv.gz")}
    expected = STATES * len(targets) + len(countries)
    for event_type in ("compact.commitment.published.v1", "compact.progress.computed.v1"):
        told = [data_of(event)["commitment_id"] for event in await public_events(runtime, event_type)]
        assert len(told) == len(set(told)) == expected


async def test_no_event_is_too_large_for_the_bus(runtime: Runtime) -> None:
    events = await public_events(runtime)
    assert max(len(event.data or b"") for event in events) < 256 * 1024
    recorded = [data_of(event) for event in events if event.type == "compact.observations.recorded.v1"]
    assert max(len(one["observations"]) for one in recorded) <= 500


async def test_figures_are_those_of_the_file(public: Party) -> None:
    query = {"party": "KEN", "framework": "SDG", "goal": "16.1"}
    [commitment] = (await public.get("/v1/commitments", **query)).json()["items"]
    [indicator] = commitment["indicators"]
    found = (await public.get(f"/v1/indicators/{indicator['id']}/observations", limit=500)).json()["items"]
    assert sorted((one["year"], one["value"]) for one in found) == sorted(
        (int(row["year"]), float(row["value"]))
        for row in files.rows("sdg_observations.csv.gz")
        if (row["iso3"], row["series"]) == ("KEN", indicator["code"])
    )


async def test_what_nobody_measures_is_there_without_data(public: Party) -> None:
    query = {"party": "KEN", "framework": "SDG", "goal": "1.3"}
    [commitment] = (await public.get("/v1/commitments", **query)).json()["items"]
    assert commitment["progress"] == "unable_to_assess"
    assert [one["coverage"]["points"] for one in commitment["indicators"]] == [0]


async def test_unhcrs_commitments_are_its_own(public: Party) -> None:
    query = {"party": "UNHCR", "marker": "refugees", "limit": 500}
    items = (await public.get("/v1/commitments", **query)).json()["items"]
    kenya = next(one for one in items if one["area"] == "KEN")
    assert (kenya["reference"], kenya["parties"]) == ("UNHCR-KEN", ["UNHCR"])
    assert kenya["indicators"]


async def test_loading_twice_changes_nothing_and_tells_nothing(runtime: Runtime) -> None:
    before = await public_events(runtime)
    assert await load(runtime.database, _silently) == Loaded()
    assert await public_events(runtime) == before


def _silently(step: str, done: int, total: int) -> None:
    """No progress bar."""


async def test_what_is_stated_otherwise_than_before_is_published_anew_once(runtime: Runtime) -> None:
    async with runtime.database.transaction() as tx:
        former = "UPDATE commitments.commitment SET origin = 'declared', derived_from = NULL"
        await tx.execute(text(f"{former} WHERE reference IN ('KEN-SDG-1.3', 'UNHCR-KEN')"))
    before = await public_events(runtime)
    for _ in range(2):
        await load(runtime.database, _silently)
    told = [data_of(event) for event in (await public_events(runtime))[len(before) :]]
    assert {(one["reference"], one["origin"], one["derived_from"]) for one in told} == {
        ("KEN-SDG-1.3", "derived", "SDG/1.3"),
        ("UNHCR-KEN", "derived", "UNHCR, results in KEN"),
    }
    assert len(told) == 2

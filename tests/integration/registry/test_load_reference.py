"""`load-reference`: loading twice changes nothing, a newer file does."""

import asyncio
import csv
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest_asyncio
from sqlalchemy import text

from chassis.database import Database
from chassis.process.runtime import Runtime
from chassis.testing.plugin import OpenService
from registry.app import service
from registry.reference_data.loading import load
from tests.integration.registry.ledger import told
from tests.support.references import REGISTRY_ROWS


@pytest_asyncio.fixture
async def runtime(open_service: OpenService) -> Runtime:
    """A registry that knows nothing yet."""
    return await open_service(service)


def edited(folder: Path, name: str, change: dict[str, str], **where: str) -> None:
    """Change the rows of a file that match `where`; a change to nothing removes them."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = []
    for row in rows:
        if all(row[key] == value for key, value in where.items()):
            if not change:
                continue
            row.update(change)
        kept.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)


def copy(tmp_path: Path) -> Path:
    return shutil.copytree(REGISTRY_ROWS, tmp_path / "reference")


def news_of(counts: dict[str, int]) -> dict[str, int]:
    """What was new or different at all."""
    return {noun: count for noun, count in counts.items() if count}


async def everything(database: Database) -> list[str]:
    """Every row of the service, as text."""
    async with database.reading() as session:
        rows: list[str] = []
        for table in ("actor", "actor_alias", "grouping", "membership", "revision"):
            statement = text(f"SELECT t::text FROM registry.{table} t ORDER BY 1")
            rows += (await session.execute(statement)).scalars().all()
        return rows


async def test_the_product_knows_the_193_states_each_in_one_region(runtime: Runtime) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    events = await told(runtime)
    states = [data for kind, data in events if "actor" in kind and data["kind"] == "state"]
    assert len(states) == 193
    assert all(state["region"] in {"ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"} for state in states)
    assert all(set(state["names"]) == {"ar", "en", "es", "fr", "ru", "zh"} for state in states)


async def test_namibia_is_not_a_missing_value(runtime: Runtime) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    async with runtime.database.reading() as session:
        code = await session.execute(text("SELECT iso2 FROM registry.actor WHERE code = 'NAM'"))
    assert code.scalar_one() == "NA"


async def test_groupings_are_told_before_their_members(runtime: Runtime) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    kinds = [kind for kind, _ in await told(runtime)]
    last_grouping = max(i for i, kind in enumerate(kinds) if kind == "compact.grouping.registered.v1")
    first_actor = kinds.index("compact.actor.registered.v1")
    assert last_grouping < first_actor


async def test_loading_twice_changes_nothing_and_tells_nothing(runtime: Runtime) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    before, events = await everything(runtime.database), await told(runtime)
    assert not any((await load(runtime.database, REGISTRY_ROWS)).values())
    assert await everything(runtime.database) == before
    assert await told(runtime) == events


async def test_two_loads_at_once_are_one(runtime: Runtime) -> None:
    counts = await asyncio.gather(*(load(runtime.database, REGISTRY_ROWS) for _ in range(4)))
    assert sorted(count["actors"] for count in counts)[:3] == [0, 0, 0]
    versions = {data["version"] for kind, data in await told(runtime) if "actor" in kind}
    assert versions == {1}


async def test_a_newer_file_changes_the_actor_and_tells_it(runtime: Runtime, tmp_path: Path) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    known = len(await told(runtime))
    newer = copy(tmp_path)
    edited(newer, "states.csv", {"name_en": "Türkiye!", "as_of": "2026-01-01"}, iso3="TUR")
    assert news_of(await load(runtime.database, newer)) == {"actors": 1}
    [(kind, data)] = await told(runtime, known)
    assert kind == "compact.actor.changed.v1"
    assert (data["code"], data["name"], data["version"]) == ("TUR", "Türkiye!", 2)


async def test_an_older_file_changes_nothing(runtime: Runtime, tmp_path: Path) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    older = copy(tmp_path)
    edited(older, "states.csv", {"name_en": "Swaziland", "as_of": "2015-01-01"}, iso3="SWZ")
    assert news_of(await load(runtime.database, older)) == {}


async def test_a_state_that_leaves_a_group_was_in_it_before(runtime: Runtime, tmp_path: Path) -> None:
    await load(runtime.database, REGISTRY_ROWS)
    known = len(await told(runtime))
    newer = copy(tmp_path)
    edited(newer, "groupings.csv", {"as_of": "2026-11-24"}, code="LDC")
    edited(newer, "memberships.csv", {}, grouping="LDC", member="BGD")
    assert news_of(await load(runtime.database, newer)) == {"groupings": 1, "memberships": 1}
    [_, (kind, data)] = await told(runtime, known)
    assert kind == "compact.actor.changed.v1"
    assert "LDC" not in data["groupings"]
    async with runtime.database.reading() as session:
        left = await session.execute(
            text(
                "SELECT valid_from, valid_until FROM registry.membership"
                " WHERE actor = 'BGD' AND grouping = 'LDC'"
            )
        )
    assert tuple(left.one()) == (None, date(2026, 11, 24))


async def test_a_folder_that_is_not_there_is_told_in_one_sentence(runtime: Runtime, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "registry", "load-reference", "--folder", str(tmp_path / "none"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment(runtime),
    )  # fmt: skip
    _, complaint = await process.communicate()
    assert process.returncode == 1
    assert complaint.decode().count("\n") == 1


async def test_the_command_says_what_was_new(runtime: Runtime) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "registry", "load-reference",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment(runtime),
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    assert said.decode().startswith("New or different: 48 groupings, ")


def environment(runtime: Runtime) -> dict[str, str]:
    return {
        "REGISTRY_DATABASE_URL": runtime.settings.database_url.get_secret_value(),
        "REGISTRY_BUS_URL": runtime.settings.bus_url.get_secret_value(),
    }
